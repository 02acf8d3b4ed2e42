/** This build's version, as metrics name it. */
export const CONTROL_PLANE_BUILD = "0.1.0";
