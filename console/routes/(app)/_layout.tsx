import { AppShell } from "../../components/AppShell.tsx";
import SessionExpiredDialog from "../../islands/SessionExpiredDialog.tsx";
import UnpublishedBadge from "../../islands/UnpublishedBadge.tsx";
import ToastRegion from "../../islands/ToastRegion.tsx";
import { define } from "../../state.ts";

export default define.layout(({ Component, state, url }) => (
  <>
    <AppShell
      viewer={state.viewer}
      place={state.place}
      theme={state.theme}
      url={url}
      detail={state.detail ?? null}
      badges={state.place ? { publish: <UnpublishedBadge slug={state.place.tenant.slug} /> } : {}}
    >
      <Component />
    </AppShell>
    <ToastRegion />
    <SessionExpiredDialog email={state.viewer.email} />
  </>
));
