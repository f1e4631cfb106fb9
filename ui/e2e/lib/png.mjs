/* The browser writes PNGs fast, not small: the same picture again, with the best filter for each row. */
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** The picture with fewer bytes, or as it was if it has a form that the browser does not write. */
export function smaller(png) {
  const { header, data } = parts(png);
  const [depth, colour, , , interlaced] = header.subarray(8);
  const channels = { 2: 3, 6: 4 }[colour];
  if (depth !== 8 || !channels || interlaced) return png;
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const pixels = unfiltered(inflateSync(data), width * channels, height, channels);
  const { bytes, palette } = indexed(pixels, width, height, channels) ?? {
    bytes: opaque(pixels, channels),
    palette: null,
  };
  const head = Buffer.from(header);
  head[9] = palette ? 3 : 2;
  const body = deflateSync(filtered(bytes, palette ? width : width * 3, height, palette ? 0 : 3), {
    level: 9,
    memLevel: 9,
    strategy: palette ? 0 : 1,
  });
  const out = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', body),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return out.length < png.length ? out : png;
}

/** A grey square, so that something can be decoded. */
export function grey(size = 4) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, 0x77)]);
  const data = deflateSync(Buffer.concat(Array(size).fill(row)));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function parts(png) {
  let header;
  const data = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  return { header, data: Buffer.concat(data) };
}

function paeth(a, b, c) {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function unfiltered(raw, stride, height, step) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const a = x >= step ? out[at - step] : 0;
      const b = y > 0 ? out[at - stride] : 0;
      const c = x >= step && y > 0 ? out[at - stride - step] : 0;
      const guess = [0, a, b, (a + b) >> 1, filter === 4 ? paeth(a, b, c) : 0][filter];
      out[at] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function opaque(pixels, channels) {
  if (channels === 3) return pixels;
  const out = Buffer.alloc((pixels.length / 4) * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) pixels.copy(out, to, from, from + 3);
  return out;
}

/** One byte a pixel, if there are no more than 256 colours; else null. */
function indexed(pixels, width, height, channels) {
  const numbers = new Map();
  const bytes = Buffer.alloc(width * height);
  for (let i = 0; i < bytes.length; i++) {
    const at = i * channels;
    const colour = (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
    let number = numbers.get(colour);
    if (number === undefined) {
      if (numbers.size === 256) return null;
      numbers.set(colour, (number = numbers.size));
    }
    bytes[i] = number;
  }
  const palette = Buffer.alloc(numbers.size * 3);
  for (const [colour, number] of numbers) palette.writeUIntBE(colour, number * 3, 3);
  return { bytes, palette };
}

/** Each row with the filter that leaves the smallest differences; `step` 0: none, as numbers of colours are no amounts. */
function filtered(bytes, stride, height, step) {
  const out = Buffer.alloc((stride + 1) * height);
  const attempt = [0, 1, 2, 3, 4].map(() => Buffer.alloc(stride));
  for (let y = 0; y < height; y++) {
    let best = 0;
    let least = Infinity;
    for (let filter = 0; filter < (step ? 5 : 1); filter++) {
      let sum = 0;
      for (let x = 0; x < stride; x++) {
        const at = y * stride + x;
        const a = x >= step ? bytes[at - step] : 0;
        const b = y > 0 ? bytes[at - stride] : 0;
        const c = x >= step && y > 0 ? bytes[at - stride - step] : 0;
        const value =
          (bytes[at] -
            (filter === 0 ? 0 : filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : paeth(a, b, c))) &
          255;
        attempt[filter][x] = value;
        sum += value < 128 ? value : 256 - value;
      }
      if (sum < least) [best, least] = [filter, sum];
    }
    out[y * (stride + 1)] = best;
    attempt[best].copy(out, y * (stride + 1) + 1);
  }
  return out;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(checksum(body), 8 + data.length);
  return out;
}

function checksum(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
