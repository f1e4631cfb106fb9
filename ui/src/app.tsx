import { route } from './lib/router';
import './lib/commands';
import './lib/theme';

export function App() {
  return <main>{route.value.page}</main>;
}
