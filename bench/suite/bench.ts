import { compileNative } from "./programs/compile_native.ts";
import { findPrograms, type Programs } from "./programs/find_programs.ts";
import { type MockUpstream, startMockUpstream } from "./mock_upstream.ts";

/** What all parties are measured with. */
export interface Bench extends AsyncDisposable {
  readonly mock: MockUpstream;
  readonly programs: Programs;
  readonly wrk: string;
  readonly streamLoad: string;
  /** Holds what one run needs; gone after it. */
  readonly directory: string;
  /** Holds what later runs find again. */
  readonly keptDirectory: string;
}

/** Compiles the mock and the load generator and starts the mock. Throws with what is missing. */
export async function openBench(dataDirectory: string): Promise<Bench> {
  await using undo = new AsyncDisposableStack();
  const programs = findPrograms();
  const keptDirectory = await Deno.realPath(await ensureDirectory(`${dataDirectory}/bench`));
  const directory = await Deno.makeTempDir({ dir: keptDirectory, prefix: "run-" });
  undo.defer(() => Deno.remove(directory, { recursive: true }));
  await Deno.chmod(directory, 0o755);
  const native = { compiler: programs.compiler, directory };
  const [mockProgram, streamLoad] = await Promise.all([
    compileNative("mock_upstream", native),
    compileNative("stream_load", native),
  ]);
  const mock = await startMockUpstream(mockProgram, `${directory}/mock.log`);
  undo.defer(() => mock.stop());
  const owned = undo.move();
  return {
    mock,
    programs,
    wrk: programs.wrk,
    streamLoad,
    directory,
    keptDirectory,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function ensureDirectory(path: string): Promise<string> {
  await Deno.mkdir(path, { recursive: true });
  return path;
}
