import CopyButton from "../islands/CopyButton.tsx";
import { SecretOnce } from "../components/SecretOnce.tsx";
import { snippets } from "../onboarding/snippets.ts";

interface NewKeySecretProps {
  secret: string;
  /** Of the gateway, without a slash at its end. */
  gatewayUrl: string;
  /** What the example asks for; a route of the project where that is known. */
  model: string;
}

/** A key this once, and how it is used. */
export function NewKeySecret({ secret, gatewayUrl, model }: NewKeySecretProps) {
  const curl = snippets({ gatewayUrl, apiKey: secret, model })[0]!.code;
  return (
    <div class="flex flex-col gap-3">
      <SecretOnce secret={secret} label="API key" />
      <details>
        <summary class="cursor-pointer text-sm">Try it in a terminal</summary>
        <div class="mt-2 flex flex-col gap-1">
          <pre
            class="overflow-x-auto rounded-field bg-base-200 p-2 text-xs"
            tabIndex={0}
            role="region"
            aria-label="curl"
          >{curl}</pre>
          <div class="flex justify-end">
            <CopyButton text={curl} label="Copy: curl" />
          </div>
        </div>
      </details>
    </div>
  );
}
