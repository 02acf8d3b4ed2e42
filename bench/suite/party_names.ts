/** The mock by itself. */
export const DIRECT = "direct";
export const NGINX = "nginx";
/** Our gateway, one process. */
export const OURS = "perpetuo";
/** Two processes that share the port. */
export const OUR_PROCESSES = "perpetuo × 2";
export const PORTKEY = "portkey";

export const RESERVED_NAMES: readonly string[] = [DIRECT, NGINX, OURS, OUR_PROCESSES, PORTKEY];
