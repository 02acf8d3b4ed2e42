/** A deployment of Azure OpenAI, and the model that requests ask for it by. */
export interface Deployment {
  model: string;
  deployment: string;
}

export type ReadDeployments =
  | { ok: true; deployments: Deployment[] }
  /** What is wrong with the first line that is. */
  | { ok: false; problem: string };

/** Reads lines of `model = deployment`; empty ones say nothing. */
export function readDeployments(text: string): ReadDeployments {
  const deployments: Deployment[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, model, deployment] = /^\s*([^\s=]+)\s*=\s*([^\s=]+)\s*$/.exec(line) ?? [];
    if (model === undefined || deployment === undefined) {
      return { ok: false, problem: `line ${index + 1} must be a model, = and its deployment` };
    }
    if (deployments.some((other) => other.model === model)) {
      return { ok: false, problem: `line ${index + 1} names ${model} again` };
    }
    deployments.push({ model, deployment });
  }
  return { ok: true, deployments };
}

/** The same as lines. */
export function writeDeployments(deployments: readonly Deployment[]): string {
  return deployments.map(({ model, deployment }) => `${model} = ${deployment}`).join("\n");
}
