/** Our gateway, one process. */
export const OURS = "perpetuo";
/** Two processes that share the port. */
export const GATEWAY_PROCESSES = "perpetuo × 2";
