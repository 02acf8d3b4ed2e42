import { faultLog } from "../http/fault_log.ts";

// Inside _error.tsx, which leaves nothing to be seen from further out.
export default faultLog;
