import { Logo } from "../../components/Logo.tsx";
import { define } from "../../state.ts";

export default define.layout(({ Component }) => (
  <main class="flex min-h-dvh flex-col items-center bg-base-200 px-4 py-[12vh]">
    <div class="w-full max-w-sm">
      <a href="/" class="mb-6 inline-block rounded-field text-lg" aria-label="Perpetuo, start page">
        <Logo />
      </a>
      <div class="rounded-box border border-base-300 bg-base-100 p-6">
        <Component />
      </div>
    </div>
  </main>
));
