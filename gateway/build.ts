/** This build's version, as acknowledgements, heartbeats and health answers name it. */
export const GATEWAY_BUILD = "0.1.0";
