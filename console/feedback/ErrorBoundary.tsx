import { Component, type ComponentChildren } from "preact";
import { Button } from "../components/Button.tsx";
import { Notice } from "../components/Notice.tsx";

interface ErrorBoundaryProps {
  /** What is inside, as in "The chart of costs". */
  what: string;
  children: ComponentChildren;
}

/** Around a part of an island: when it fails in the browser, a sentence stands in its place and the rest goes on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    // Noted by the browser as any fault is, so that it is found.
    reportError(error);
    this.setState({ failed: true });
  }

  override render({ what, children }: ErrorBoundaryProps) {
    if (!this.state.failed) return children;
    return (
      <Notice tone="error">
        <span class="flex flex-wrap items-center justify-between gap-2">
          {what} cannot be shown: a fault of ours.
          <Button size="small" onClick={() => this.setState({ failed: false })}>Try again</Button>
        </span>
      </Notice>
    );
  }
}
