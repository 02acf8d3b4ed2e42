import { asset } from "fresh/runtime";

export default function Plain() {
  return (
    <main>
      <h1 class="text-4xl">Plain</h1>
      <a href={asset("/brochure.txt")}>Brochure</a>
    </main>
  );
}
