import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { NEW_PROJECT, readProjectForm } from "./project_values.ts";
import { checkProject } from "./save_project.ts";

test("checkProject() holds what is captured against its bounds only where it is captured", () => {
  const named = { ...NEW_PROJECT, name: "Chat" };
  assert.equal(checkProject({ ...named, retentionDays: "0" }), null);
  assert.deepEqual(
    Object.keys(checkProject({ ...named, captures: true, retentionDays: "366", kilobytesMax: "" })!.fields),
    [
      "retentionDays",
      "kilobytesMax",
    ],
  );
  assert.deepEqual(Object.keys(checkProject(NEW_PROJECT)!.fields), ["name"]);
});

test("readProjectForm() takes a box that is not ticked for no", () => {
  const values = readProjectForm(new URLSearchParams("name=+Chat+&captures=on&redact=EMAIL&redact=x&retentionDays=3"));
  assert.deepEqual(values, {
    name: "Chat",
    allowDirectModels: false,
    captures: true,
    retentionDays: "3",
    kilobytesMax: "",
    redact: ["EMAIL"],
  });
});
