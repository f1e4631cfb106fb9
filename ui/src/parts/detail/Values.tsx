import { useState } from 'preact/hooks';
import { address } from '../../lib/api';
import { bytes } from '../../lib/format';
import { fields, type Json, kindOf, size, source, stringOf, whole } from '../../lib/json';
import type { Cut } from '../../lib/protocol';
import { toast } from '../../lib/toasts';
import { type Content, type Place, type Value, wholeValue } from '../../state/contents';
import { Icon } from '../Icon';
import { JsonTree } from '../JsonTree';
import { LongText } from '../LongText';
import { Media, stubOf } from '../Media';
import { Prose } from '../Prose';

/** A value for people: a text as prose, everything else as a tree. */
export function JsonValue({ json, label }: { json: Json; label: string }) {
  if (kindOf(json) === 'string') {
    const text = size(json) > 4_000_000 ? null : stringOf(json);
    return text !== null && text.length <= 100_000 ? <Prose text={text} field={label} /> : <LongString json={json} />;
  }
  const stub = stubOf(json);
  if (stub) return <Media {...stub} />;
  return <JsonTree json={json} label={label} tools={size(json) > 400} />;
}

/** Strings of megabytes: decoded as far as they are shown. */
function LongString({ json }: { json: Json }) {
  const most = 4_000_000;
  const text = stringOf(json, most);
  return (
    <>
      <LongText text={text} />
      {size(json) > most && (
        <p class="faint">
          The first {bytes(most)} of {bytes(size(json))}; download the value to see the rest.
        </p>
      )}
    </>
  );
}

/** A value, or the beginning of one that is too large. */
export function FieldValue({
  value,
  place,
  label,
  content,
}: {
  value: Value;
  place: Place;
  label: string;
  content: Content;
}) {
  if (value.cut) return <CutValue key={label} cut={value.cut} place={place} label={label} />;
  const second = content.missing?.second ?? null;
  if (label === 'input' && second !== null) return <SecondFile json={value.json} name={second} />;
  return <JsonValue json={value.json} label={label} />;
}

function SecondFile({ json, name }: { json: Json; name: string }) {
  const stub = kindOf(json) === 'object' ? fields(json).get('_size') : undefined;
  return (
    <p class="notice">
      <Icon name="warning" />
      <span>
        The input{stub ? ` (${bytes(Number(source(stub)) || 0)})` : ''} is in the archive's second file, which is not
        there: <bdi class="mono">{name}</bdi>
      </span>
    </p>
  );
}

/** A browser's strings end at about half a gigabyte, and its patience before that. */
const MOST_SHOWN = 100_000_000;

function CutValue({ cut, place, label }: { cut: Cut; place: Place; label: string }) {
  const [all, setAll] = useState<Json | null>(null);
  const [busy, setBusy] = useState(false);
  const query = { ...place, event: cut.event, field: cut.field };
  const load = async () => {
    setBusy(true);
    try {
      setAll(whole(await wholeValue(place, cut.event, cut.field)));
    } catch (e) {
      toast(e instanceof Error ? e.message : String(e), { kind: 'error' });
    }
    setBusy(false);
  };
  if (all) return <JsonValue json={all} label={label} />;
  const isString = cut.head.startsWith('"');
  // The end is missing: a quote in its place makes it a string again.
  const head = isString
    ? stringOf({ text: cut.head + '"', start: 0, end: cut.head.length + 1 }, cut.head.length - 7)
    : cut.head;
  return (
    <>
      <p class="notice">
        <Icon name="warning" />
        <span>This value has {bytes(cut.bytes)}; here is its beginning.</span>
        {cut.bytes <= MOST_SHOWN && (
          <button type="button" class="button small" aria-busy={busy} disabled={busy} onClick={() => void load()}>
            Show all
          </button>
        )}
        <a class="button small" href={address('value', { ...query, download: 1 })} download>
          <Icon name="download" size={13} /> Download
        </a>
      </p>
      <LongText text={head} mono={!isString} first={4_000} />
    </>
  );
}
