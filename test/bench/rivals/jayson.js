// SPDX-License-Identifier: BSL-1.0
// jayson, for Node: HTTP over connections that are kept, and TCP, where it makes a connection for each message.
'use strict';
const http = require('http');
const jayson = require('jayson/promise');
const { run } = require('./measure.js');

run((url, scenario) => {
  const where = { host: url.hostname, port: Number(url.port) };
  const client = url.protocol === 'http:'
    ? jayson.Client.http({ ...where, agent: new http.Agent({ keepAlive: true, maxSockets: scenario.inFlight }) })
    : jayson.Client.tcp(where);
  return async ({ method, batch }) => {
    if (batch === 1) return [(await client.request(method, [])).result];
    const requests = Array.from({ length: batch }, () => client.request(method, [], undefined, false));
    return (await client.request(requests)).map((answer) => answer.result);
  };
});
