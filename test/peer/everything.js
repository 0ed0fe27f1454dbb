// SPDX-License-Identifier: BSL-1.0
// What Node 18 lacks of the web, for the server "everything" over HTTP, which expects it.
globalThis.crypto ??= require('crypto').webcrypto
