/** Put before each worker by the service (chalicelib/web/http/offline_shell.py). */
declare const VERSION: string;
declare const FILES: [string, ...string[]];
declare const LATER: string[];
