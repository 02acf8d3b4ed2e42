import { builder } from "../graphql/builder.ts";
import { type InstanceGaps, type NumberRange, readRecordGaps, type RecordGaps } from "./read_gaps.ts";

const NumberRangeType = builder.objectRef<NumberRange>("RecordNumberRange").implement({
  description: "Numbers of records, both ends included.",
  fields: (t) => ({
    first: t.expose("first", { type: "BigInt", description: "The first number." }),
    last: t.expose("last", { type: "BigInt", description: "The last number." }),
  }),
});

const InstanceGapsType = builder.objectRef<InstanceGaps>("InstanceRecordGaps").implement({
  description: "What is missing of the records of one gateway process, which numbers them 1, 2, 3, ….",
  fields: (t) => ({
    instance: t.exposeString("instance", { description: "The process, as records name it." }),
    missing: t.expose("missing", {
      type: "BigInt",
      description: "How many numbers have not arrived for over a minute, and may yet.",
    }),
    missingRanges: t.expose("missingRanges", {
      type: [NumberRangeType],
      description: "Which numbers those are; the first 1,000 ranges.",
    }),
    givenUp: t.expose("givenUp", {
      type: "BigInt",
      description: "How many records arrived and could not be read or stored: they are lost.",
    }),
    givenUpRanges: t.expose("givenUpRanges", {
      type: [NumberRangeType],
      description: "Which numbers those are; the first 1,000 ranges.",
    }),
    lost: t.expose("lost", {
      type: "BigInt",
      description: "How many records the process could not write down (disk or spool full); they have no number.",
    }),
    since: t.expose("since", {
      type: "DateTime",
      nullable: true,
      description: "Since when numbers have been missing; null when none are.",
    }),
  }),
});

const RecordGapsType = builder.objectRef<RecordGaps>("RecordGaps").implement({
  description: "Which request records are missing in the whole installation, as numbers.",
  fields: (t) => ({
    checkedAt: t.expose("checkedAt", {
      type: "DateTime",
      nullable: true,
      description: "When gaps were last looked for, which happens every minute; null before the first time.",
    }),
    missing: t.expose("missing", { type: "BigInt", description: "How many have not arrived for over a minute." }),
    givenUp: t.expose("givenUp", { type: "BigInt", description: "How many could not be read or stored." }),
    lost: t.expose("lost", { type: "BigInt", description: "How many gateways could not write down." }),
    instances: t.expose("instances", {
      type: [InstanceGapsType],
      description: "The gateway processes concerned, the latest gap first; 200 at most.",
    }),
  }),
});

builder.queryField("recordGaps", (t) =>
  t.field({
    type: RecordGapsType,
    description: "The records that are missing. Gateways number records across tenants, so this is for owners and " +
      "administrators of the installation's first tenant.",
    resolve: (_root, _args, context) => readRecordGaps(context),
  }));
