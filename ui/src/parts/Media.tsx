import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { address } from '../lib/api';
import { bytes as bytesText } from '../lib/format';
import { type Json, parsed, size } from '../lib/json';
import { Dialog } from './Dialog';
import { Icon } from './Icon';

/** The file whose contents are shown: where its images are asked for. */
export const TraceFile = createContext<string | null>(null);

/** Names of files that are not there. */
export const MissingFiles = createContext<readonly string[]>([]);

export interface MediaProps {
  /** Name in NAME.files; null if the bytes were not kept. */
  name: string | null;
  mediaType: string | null;
  bytes: number | null;
  /** Shown, never loaded. */
  url?: string | null;
  title?: string | null;
  small?: boolean;
}

/** What a browser shows without running anything. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
/** An image that stands in the trace itself: nothing is loaded for it. */
const DATA_IMAGE = /^data:image\/(png|jpeg|gif|webp|avif|bmp);base64,/;
const SHOWN_AT_ONCE = 8_000_000;

/** An image, sound or document of a trace. */
export function Media({ name, mediaType, bytes, url, title, small = false }: MediaProps) {
  const file = useContext(TraceFile);
  const [wanted, setWanted] = useState(false);
  const [broken, setFailed] = useState(false);
  const missing = useContext(MissingFiles);
  const failed = broken || (name !== null && missing.includes(name));
  const type = mediaType ?? 'file';
  const source = name !== null && file !== null ? address('media', { file, name }) : null;
  const label = title || name?.slice(0, 12) || type;
  const tag = (
    <span class="chip media-chip">
      <Icon name={type.startsWith('image/') ? 'image' : 'file'} size={12} />
      <bdi class="clip">{title || type}</bdi>
      {title && <span class="faint">{type}</span>}
      {bytes !== null && <span class="number">{bytesText(bytes)}</span>}
      {name === null && !url && <span class="faint">not kept</span>}
      {failed && <span class="faint">not there</span>}
      {source && !failed && (
        <a
          class="media-download"
          href={source}
          download={name}
          title={`Download ${label}`}
          aria-label={`Download ${label}`}
        >
          <Icon name="download" size={12} />
        </a>
      )}
    </span>
  );
  if (url && DATA_IMAGE.test(url)) {
    return (
      <span class="media">
        <Picture source={url} label={label} small={small} />
        {tag}
      </span>
    );
  }
  if (url) {
    return (
      <span class="media">
        {tag} <bdi class="media-url mono">{url.length > 300 ? url.slice(0, 300) + '…' : url}</bdi>
      </span>
    );
  }
  if (!source || failed) return <span class="media">{tag}</span>;
  const shows = wanted || (bytes ?? 0) <= SHOWN_AT_ONCE;
  const load = (
    <button type="button" class="button small" onClick={() => setWanted(true)}>
      Show
    </button>
  );
  if (IMAGES.has(type)) {
    return (
      <span class="media">
        {shows ? <Picture source={source} label={label} small={small} onError={() => setFailed(true)} /> : load}
        {tag}
      </span>
    );
  }
  if (type.startsWith('audio/') || type.startsWith('video/')) {
    const player = { src: source, controls: true, preload: 'none' as const, onError: () => setFailed(true) };
    return (
      <span class="media">
        {type.startsWith('audio/') ? (
          <audio {...player} aria-label={label} />
        ) : shows ? (
          <video {...player} aria-label={label} />
        ) : (
          load
        )}
        {tag}
      </span>
    );
  }
  return <span class="media">{tag}</span>;
}

/** An image that opens over the page. */
export function Picture({
  source,
  label,
  small = false,
  onError,
}: {
  source: string;
  label: string;
  small?: boolean;
  onError?: () => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="picture"
        data-small={small || undefined}
        title={`Show ${label} large`}
        onClick={() => setOpen(true)}
      >
        <img src={source} alt={label} loading="lazy" decoding="async" onError={onError} />
      </button>
      {open && (
        <Dialog label={label} class="lightbox" onClose={() => setOpen(false)}>
          <img src={source} alt={label} />
          <button type="button" class="button" onClick={() => setOpen(false)}>
            <Icon name="close" /> Close
          </button>
        </Dialog>
      )}
    </>
  );
}

/** The stub of a file (docs/FORMAT.md, section 7); null for every other object. */
export function stubOf(json: Json): MediaProps | null {
  if (size(json) > 400 || !json.text.slice(json.start, json.end).includes('"_sha256"')) return null;
  const value = parsed(json) as Record<string, unknown> | null;
  if (!value || typeof value !== 'object') return null;
  const { _file: name, _type: type, _size: bytes, _sha256: hash, ...others } = value;
  const isStub =
    Object.keys(others).length === 0 &&
    typeof type === 'string' &&
    typeof bytes === 'number' &&
    typeof hash === 'string' &&
    /^[\da-f]{64}$/.test(hash);
  if (!isStub) return null;
  if (
    name !== undefined &&
    !(typeof name === 'string' && /^[\da-f]{64}\.[a-z\d]{1,8}$/.test(name) && name.startsWith(hash))
  )
    return null;
  return { name: (name as string | undefined) ?? null, mediaType: type, bytes };
}
