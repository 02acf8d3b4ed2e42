import { systemClock } from "../../shared/time/clock.ts";
import type { SoakWorld } from "./soak_world.ts";

/** Something that goes wrong in the middle; `forMs` is how long it may last. */
export interface Disturbance {
  name: string;
  happen(world: SoakWorld, forMs: number): Promise<void>;
}

export const DISTURBANCES: readonly Disturbance[] = [
  {
    name: "a third of the provider's answers are errors",
    async happen(world, forMs) {
      await world.setProvider({ errors: 0.33 });
      await systemClock.delay(forMs / 2);
      await world.setProvider({});
    },
  },
  {
    name: "the provider takes 300 ms more",
    async happen(world, forMs) {
      await world.setProvider({ delayMs: 300 });
      await systemClock.delay(forMs / 2);
      await world.setProvider({});
    },
  },
  {
    name: "five publishes",
    async happen(world, forMs) {
      for (let count = 0; count < 5; count++) {
        await world.publish();
        await systemClock.delay(forMs / 10);
      }
    },
  },
  { name: "Redis is killed and started again", happen: ({ chaos }) => chaos.redis.restart() },
  {
    name: "the control plane is restarted",
    async happen({ chaos }) {
      await chaos.controlPlanes[0]!.stop();
      await chaos.controlPlanes[0]!.start();
    },
  },
  {
    name: "the second gateway is reloaded by SIGHUP",
    happen: ({ chaos }) => Promise.resolve(Deno.kill(chaos.gateways[1]!.processId()!, "SIGHUP")),
  },
];
