import { openPlace } from "../../session/open_place.ts";
import { requireViewer } from "../../session/require_viewer.ts";

export default [requireViewer, openPlace];
