export function App() {
  return <h1>traqo</h1>;
}
