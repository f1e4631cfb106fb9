import { signal } from '@preact/signals';

const micros = () => Date.now() * 1e3;
let ticking: ReturnType<typeof setInterval> | undefined;

/** Now, in microseconds since 1970; goes on once a second while something shows it and the page is seen. */
export const now = signal(micros(), {
  watched() {
    now.value = micros();
    ticking = setInterval(() => {
      if (!document.hidden) now.value = micros();
    }, 1000);
  },
  unwatched() {
    clearInterval(ticking);
  },
});
