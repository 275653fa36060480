/** Put before each worker by the service. */
declare const VERSION: string;
declare const FILES: [string, ...string[]];
/** Before the checking desk's alone. */
declare const LATER: string[];
