import { repositoryRoot } from "./repository.ts";

/**
 * Every file of the repository as a path from its root: what git tracks, and what it would be asked to add.
 * Throws when this is no git checkout, or git is not installed.
 */
export async function sourceFiles(root: string = repositoryRoot): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const command = new Deno.Command("git", { args, cwd: root, stdin: "null", stdout: "piped", stderr: "piped" });
  const result = await command.output().catch(() => null);
  if (result === null) throw new Error("git is needed to know which files belong to the repository.");
  if (!result.success) throw new Error(`git ls-files failed: ${new TextDecoder().decode(result.stderr).trim()}`);
  const paths = new TextDecoder().decode(result.stdout).split("\0").filter((path) => path !== "");
  // A file that is deleted but not yet committed so is listed still.
  const present = await Promise.all(paths.map((path) => Deno.lstat(`${root}/${path}`).then(() => true, () => false)));
  return paths.filter((_, index) => present[index]);
}
