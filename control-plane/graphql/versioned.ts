import { builder } from "./builder.ts";

/** What objects of the draft have in common: a version that changes are held against, and an end without deletion. */
export const Versioned = builder.interfaceRef<VersionedObject>("Versioned").implement({
  description: "An object that several people may change, and that is taken out of use instead of being deleted.",
  fields: (t) => ({
    version: t.exposeInt("version", { description: "Rises with every change." }),
    archivedAt: t.expose("archivedAt", {
      type: "DateTime",
      nullable: true,
      description: "Since when it is out of use; null while it is in use.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", description: "When it last changed." }),
  }),
});

interface VersionedObject {
  version: number;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}
