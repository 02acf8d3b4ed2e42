export interface Tag {
  name: string;
  value: string;
}

/** Tags as they are typed, a line each, `team = shop`; or which line is wrong. */
export function readTags(text: string): Tag[] | string {
  const tags: Tag[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, name = "", value = ""] = /^\s*([^,=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === "" || name.length > 64 || value.length > 256) {
      return `Line ${index + 1} must be a name of at most 64 characters without a comma, =, and a value.`;
    }
    if (tags.some((tag) => tag.name === name)) return `Line ${index + 1} names ${name} again.`;
    tags.push({ name, value });
  }
  return tags.length > TAGS_MAX ? `${TAGS_MAX} tags at most.` : tags;
}

const TAGS_MAX = 16;
