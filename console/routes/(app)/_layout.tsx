import { AppShell } from "../../components/AppShell.tsx";
import SessionExpiredDialog from "../../islands/SessionExpiredDialog.tsx";
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
    >
      <Component />
    </AppShell>
    <ToastRegion />
    <SessionExpiredDialog email={state.viewer.email} />
  </>
));
