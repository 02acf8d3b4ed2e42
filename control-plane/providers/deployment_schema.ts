import { builder } from "../graphql/builder.ts";
import type { ProviderDeployment } from "./settings_input.ts";

export const Deployment = builder.objectRef<ProviderDeployment>("ProviderDeployment").implement({
  description: "A deployment of Azure OpenAI, and the model that requests ask for it by.",
  fields: (t) => ({
    model: t.exposeString("model", { description: "The model, as routes name it." }),
    deployment: t.exposeString("deployment", { description: "The deployment's name." }),
  }),
});

export const DeploymentInput = builder.inputType("ProviderDeploymentInput", {
  description: "A deployment of Azure OpenAI, and the model that requests ask for it by.",
  fields: (t) => ({
    model: t.string({ required: true, description: "The model, as routes name it; 1 to 256 characters." }),
    deployment: t.string({ required: true, description: "The deployment's name; 1 to 64 characters." }),
  }),
});
