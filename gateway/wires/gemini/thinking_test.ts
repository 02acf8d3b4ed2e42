import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { ReasoningWish } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ThinkingConfig } from "./gemini_api.ts";
import { geminiModel } from "./gemini_model.ts";
import { thinkingConfig } from "./thinking.ts";

function wish(more: Partial<ReasoningWish>): ReasoningWish {
  return { effort: null, budgetTokens: null, adaptive: false, visible: false, path: "wish", ...more };
}

test("thinkingConfig() asks for the nearest that the model can, and reports what it cannot at all", () => {
  const table: [model: string, Partial<ReasoningWish>, ThinkingConfig | undefined, dropped: boolean][] = [
    ["gemini-3-pro-preview", { effort: "minimal" }, { thinkingLevel: "LOW" }, false],
    ["gemini-3-pro-preview", { effort: "medium" }, { thinkingLevel: "HIGH" }, false],
    ["gemini-3-pro-preview", { effort: "none" }, { thinkingLevel: "LOW" }, true],
    ["gemini-3.1-pro-preview", { effort: "medium" }, { thinkingLevel: "MEDIUM" }, false],
    ["gemini-3-flash-preview", { effort: "minimal" }, { thinkingLevel: "MINIMAL" }, false],
    ["gemini-3-flash-preview", { effort: "xhigh" }, { thinkingLevel: "HIGH" }, false],
    ["gemini-3-flash-preview", { budgetTokens: 0 }, { thinkingLevel: "MINIMAL" }, true],
    ["gemini-3-flash-preview", { budgetTokens: 1_024 }, { thinkingLevel: "LOW" }, false],
    ["gemini-3-flash-preview", { budgetTokens: 8_000 }, { thinkingLevel: "MEDIUM" }, false],
    ["gemini-3-flash-preview", { budgetTokens: 30_000 }, { thinkingLevel: "HIGH" }, false],
    ["gemini-3-flash-preview", { adaptive: true, visible: true }, { includeThoughts: true }, false],
    ["gemini-flash-latest", { effort: "medium" }, { thinkingLevel: "MEDIUM" }, false],
    ["gemini-2.5-flash", { effort: "none" }, { thinkingBudget: 0 }, false],
    ["gemini-2.5-flash", { effort: "low", visible: true }, { thinkingBudget: 1_024, includeThoughts: true }, false],
    ["gemini-2.5-flash", { effort: "max" }, { thinkingBudget: 24_576 }, false],
    ["gemini-2.5-flash", { adaptive: true }, { thinkingBudget: -1 }, false],
    ["gemini-2.5-flash-lite", { budgetTokens: 5 }, { thinkingBudget: 512 }, false],
    ["gemini-2.5-pro", { effort: "none" }, { thinkingBudget: 128 }, true],
    ["gemini-2.5-pro", { budgetTokens: 99_999 }, { thinkingBudget: 32_768 }, false],
    ["models/gemini-2.5-pro", { effort: "medium" }, { thinkingBudget: 8_192 }, false],
    ["gemini-2.5-flash-image", { effort: "high" }, undefined, true],
    ["gemini-2.0-flash", { effort: "high" }, undefined, true],
    ["gemma-3-27b-it", { effort: "none" }, undefined, false],
    ["gemini-2.5-flash", {}, undefined, false],
    ["gemini-2.5-flash", { effort: "low", visible: null }, { thinkingBudget: 1_024, includeThoughts: true }, false],
    ["gemini-2.5-flash", { effort: "none", visible: null }, { thinkingBudget: 0 }, false],
  ];
  for (const [model, more, expected, dropped] of table) {
    const notes = new TranslationNotes();
    const what = `${model} ${JSON.stringify(more)}`;
    assert.deepEqual(thinkingConfig(wish(more), geminiModel(model).thinking, notes), expected, what);
    assert.deepEqual(notes.droppedFields, dropped ? ["wish"] : [], what);
  }
  assert.equal(thinkingConfig(null, geminiModel("gemini-3-pro").thinking, new TranslationNotes()), undefined);
});
