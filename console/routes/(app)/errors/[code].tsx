import { HttpError, page } from "fresh";
import { FactList } from "../../../components/logs/FactList.tsx";
import { PageHeader } from "../../../components/PageHeader.tsx";
import { ERROR_CODES, type ErrorDefinition } from "../../../../shared/contracts/error_code.ts";
import { define } from "../../../state.ts";

export const handlers = define.handlers({
  /** What an error code of the gateway means: where the records that have it link to. */
  GET(ctx) {
    const code = ctx.params.code ?? "";
    const definitions: Record<string, ErrorDefinition> = ERROR_CODES;
    const definition = Object.hasOwn(definitions, code) ? definitions[code] : undefined;
    if (definition === undefined) throw new HttpError(404);
    return page({ code, definition });
  },
});

export default define.page<typeof handlers>(({ data: { code, definition } }) => {
  const { message, status, openaiType, anthropicType, retry } = definition;
  return (
    <div class="max-w-2xl">
      <PageHeader title={code} intro="An error of the gateway, by its stable code." />
      <p class="mb-4">
        <Sentence text={message} />
      </p>
      <FactList
        facts={[
          { name: "HTTP status", value: status },
          {
            name: "Try again",
            value: retry ? "yes: the gateway tells SDKs that another try may help" : "no: another try meets the same",
          },
          { name: "OpenAI type", value: <code>{openaiType}</code> },
          { name: "Anthropic type", value: <code>{anthropicType}</code> },
          {
            name: "What to do",
            value: (
              <>
                See <code>{`docs/errors/${code}.md`}</code> in the installation.
              </>
            ),
          },
        ]}
      />
    </div>
  );
});

/** The public sentence; what is told with each error stands in it by its name. */
function Sentence({ text }: { text: string }) {
  const parts = text.split(/\{(\w+)\}/);
  return <>{parts.map((part, place) => place % 2 === 0 ? part : <var key={place}>{part}</var>)}</>;
}
