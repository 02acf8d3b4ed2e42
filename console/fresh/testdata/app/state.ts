import { createDefine } from "fresh";

export interface State {
  seen: string[];
}

export const define = createDefine<State>();
