import type { ComponentChildren } from "preact";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { MoreRows, type MoreRowsProps } from "../lists/MoreRows.tsx";
import { PublishBar } from "./PublishBar.tsx";
import type { Publishing } from "./use_publishing.ts";

interface DraftListProps {
  title: string;
  /** What it lists, as in "Show more routes". */
  what: string;
  /** Of the page itself. */
  path: string;
  includeArchived: boolean;
  publishing: Publishing;
  canPublish: boolean;
  listed: MoreRowsProps["state"];
  /** Before the switch of what is archived. */
  search?: ComponentChildren;
  /** What makes a new one; false for whoever may not. */
  create: ComponentChildren;
  /** The table, or what stands where there is none. */
  children: ComponentChildren;
}

/** Objects of one kind in the draft, under what says whether it differs from what gateways serve. */
export function DraftList(props: DraftListProps) {
  const { title, what, path, includeArchived, publishing, canPublish, listed, search, create, children } = props;
  const archivedPath = `${path}?archived=1`;
  return (
    <>
      <PublishBar
        publishing={publishing.state.value}
        canPublish={canPublish}
        pending={publishing.pending.value}
        onPublish={publishing.publish}
      />
      <Card
        title={title}
        actions={
          <>
            {search}
            <Button href={includeArchived ? path : archivedPath} tone="quiet">
              {includeArchived ? "Hide archived" : "Show archived"}
            </Button>
            {create}
          </>
        }
        flush
      >
        {children}
        <MoreRows state={listed} path={includeArchived ? archivedPath : path} what={what} />
      </Card>
    </>
  );
}
