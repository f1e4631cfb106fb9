import { fields, type Json, kindOf, pretty, source, stringOf, whole } from './json';

/** The request, or why it cannot be rebuilt: one sentence. */
export type Curl = { text: string } | { problem: string };

interface Service {
  base: string;
  /** Headers; keys are variables of the shell, never values. */
  headers: readonly string[];
}

const bearer = (variable: string) => [`Authorization: Bearer $${variable}`];

const SERVICES: Record<string, Service> = {
  openai: { base: 'https://api.openai.com/v1', headers: bearer('OPENAI_API_KEY') },
  azure: { base: '$AZURE_OPENAI_ENDPOINT/openai/v1', headers: ['api-key: $AZURE_OPENAI_API_KEY'] },
  anthropic: {
    base: 'https://api.anthropic.com/v1',
    headers: ['x-api-key: $ANTHROPIC_API_KEY', 'anthropic-version: 2023-06-01'],
  },
  google: { base: 'https://generativelanguage.googleapis.com/v1beta', headers: ['x-goog-api-key: $GEMINI_API_KEY'] },
  vertex: {
    base:
      'https://$GOOGLE_CLOUD_LOCATION-aiplatform.googleapis.com/v1/projects/$GOOGLE_CLOUD_PROJECT/locations/' +
      '$GOOGLE_CLOUD_LOCATION/publishers/google',
    headers: ['Authorization: Bearer $(gcloud auth print-access-token)'],
  },
  openrouter: { base: 'https://openrouter.ai/api/v1', headers: bearer('OPENROUTER_API_KEY') },
  groq: { base: 'https://api.groq.com/openai/v1', headers: bearer('GROQ_API_KEY') },
  deepseek: { base: 'https://api.deepseek.com/v1', headers: bearer('DEEPSEEK_API_KEY') },
  mistral: { base: 'https://api.mistral.ai/v1', headers: bearer('MISTRAL_API_KEY') },
  together: { base: 'https://api.together.xyz/v1', headers: bearer('TOGETHER_API_KEY') },
  fireworks: { base: 'https://api.fireworks.ai/inference/v1', headers: bearer('FIREWORKS_API_KEY') },
  perplexity: { base: 'https://api.perplexity.ai', headers: bearer('PERPLEXITY_API_KEY') },
  xai: { base: 'https://api.x.ai/v1', headers: bearer('XAI_API_KEY') },
  cerebras: { base: 'https://api.cerebras.ai/v1', headers: bearer('CEREBRAS_API_KEY') },
  moonshot: { base: 'https://api.moonshot.ai/v1', headers: bearer('MOONSHOT_API_KEY') },
  nvidia: { base: 'https://integrate.api.nvidia.com/v1', headers: bearer('NVIDIA_API_KEY') },
  huggingface: { base: 'https://router.huggingface.co/v1', headers: bearer('HF_TOKEN') },
  local: { base: '$BASE_URL', headers: bearer('API_KEY') },
};

/** Endpoints by what was called. */
const PATHS: Record<string, string> = {
  'chat.completions': 'chat/completions',
  'langchain4j.chat': 'chat/completions',
  completions: 'completions',
  responses: 'responses',
  embeddings: 'embeddings',
  messages: 'messages',
  'beta.messages': 'messages?beta=true',
};

/** Parameters of Google's that stand beside the contents; all others are settings of the generation. */
const BESIDE_CONTENTS = new Set(['safetySettings', 'toolConfig', 'cachedContent', 'labels']);
const SECRET = /api[-_]?key|authorization|secret|password|^(access[-_]?)?token$/i;

/** Rebuilds the request of a call from what was recorded of it. */
export function curl(metadata: Json | null, input: Json | null): Curl {
  const known = metadata && kindOf(metadata) === 'object' ? fields(metadata) : new Map<string, Json>();
  const text = (name: string) => {
    const value = known.get(name);
    return value && kindOf(value) === 'string' ? stringOf(value) : null;
  };
  const api = text('api');
  const model = text('request_model') ?? text('model');
  if (api === null || model === null) return { problem: 'This span does not say which model was called, and how.' };
  if (!input) return { problem: 'The input of this call was not recorded, so its request cannot be rebuilt.' };
  const provider = text('provider') ?? 'openai';
  const service = serviceOf(provider);
  if (!service) return { problem: `Requests to ${provider} are signed or unknown: copy the span as JSON instead.` };

  const parameters = known.get('model_parameters');
  const settings = new Map(parameters && kindOf(parameters) === 'object' ? fields(parameters) : []);
  const left = [...settings.keys()].filter((name) => SECRET.test(name));
  left.forEach((name) => settings.delete(name));
  const streams = known.get('stream');
  const isStream = streams !== undefined && source(streams) === 'true';
  const isGoogle = api === 'generateContent';
  const path = isGoogle ? googlePath(model, isStream) : Object.hasOwn(PATHS, api) ? PATHS[api] : undefined;
  if (path === undefined)
    return { problem: `It is not known which address ${api} is called at: copy the span as JSON instead.` };

  const asked = kindOf(input) === 'object' ? [...fields(input)] : ([['input', input]] as [string, Json][]);
  const body = isGoogle
    ? googleBody(settings, asked)
    : [
        ['model', whole(JSON.stringify(model))] as [string, Json],
        ...[...settings].filter(([name]) => name !== 'model'),
        ...(isStream && !settings.has('stream') ? [['stream', whole('true')] as [string, Json]] : []),
        ...asked,
      ];
  return { text: [...remarks(input, left, api, provider), ...command(service, path, object(body))].join('\n') };
}

function serviceOf(provider: string): Service | null {
  if (Object.hasOwn(SERVICES, provider)) return SERVICES[provider];
  const isHost = /^[a-z\d]([a-z\d.-]*[a-z\d])?(:\d{1,5})?$/i.test(provider) && provider.includes('.');
  return isHost ? { base: `https://${provider}/v1`, headers: bearer('API_KEY') } : null;
}

/** A model's name may be anything: none of it means something to the shell. */
function googlePath(model: string, isStream: boolean): string {
  const name = encodeURIComponent(model.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase(),
  );
  return `models/${name}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
}

function googleBody(settings: ReadonlyMap<string, Json>, asked: [string, Json][]): [string, Json][] {
  const beside = [...settings].filter(([name]) => BESIDE_CONTENTS.has(name));
  const generation = [...settings].filter(([name]) => !BESIDE_CONTENTS.has(name) && name !== 'model');
  const config: [string, Json][] = generation.length > 0 ? [['generationConfig', whole(object(generation))]] : [];
  return [...config, ...beside, ...asked];
}

const object = (members: readonly (readonly [string, Json])[]): string =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${source(value)}`).join(',')}}`;

function remarks(input: Json, left: readonly string[], api: string, provider: string): string[] {
  const lines: string[] = [];
  const stubs = source(input).match(/"_sha256"\s*:\s*"[\da-f]{64}"/g)?.length ?? 0;
  if (stubs > 0)
    lines.push(`# ${stubs} of the files were recorded beside the trace: put their base64 where "_file" stands.`);
  if (left.length > 0) lines.push('# Parameters that hold secrets were left out.');
  if (api === 'langchain4j.chat')
    lines.push('# The messages are those of LangChain4j; the provider may want them in another form.');
  if (provider === 'local') lines.push('# BASE_URL is where the model runs: http://localhost:11434/v1, for example.');
  return lines;
}

function command(service: Service, path: string, body: string): string[] {
  return [
    `curl "${service.base}/${path}" \\`,
    ...['Content-Type: application/json', ...service.headers].map((header) => `  -H "${header}" \\`),
    `  --data-binary @- <<'JSON'`,
    // No line of JSON can be the word that ends it: lines begin with a quote, a bracket or a number.
    visible(pretty(whole(body))),
    'JSON',
  ];
}

/** Characters that a terminal may obey, or that show as something else, as escapes. They stand only in strings. */
function visible(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
