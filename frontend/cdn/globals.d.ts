// What tools/cdn.py puts before the function, and what CloudFront hands to it.

declare const LANGUAGES: string[];
declare const AT_HOME: Record<string, string>;
declare const CACHED: {
  paths: RegExp;
  fields: string[];
  byLanguage: boolean;
  bytes: boolean;
}[];
declare const PAGES: string[];
declare const BYTES: string;

interface CloudFrontValue {
  value: string;
  multiValue?: { value: string }[];
}
interface CloudFrontRequest {
  method: string;
  uri: string;
  // as it comes an object, as it goes also a text
  querystring: any;
  headers: Record<string, CloudFrontValue>;
  cookies: Record<string, CloudFrontValue>;
}
interface CloudFrontEvent {
  viewer: { ip: string };
  request: CloudFrontRequest;
}
