export default function Home() {
  return <main>Background jobs</main>;
}
