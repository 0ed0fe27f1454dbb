// SPDX-License-Identifier: BSL-1.0
// vscode-jsonrpc, for Node: one TCP connection with many calls in flight, framed by Content-Length.
'use strict';
const net = require('net');
const rpc = require('vscode-jsonrpc/node');
const { run } = require('./measure.js');

run(async (url) => {
  const socket = net.connect(Number(url.port), url.hostname);
  socket.setNoDelay();
  await new Promise((resolve) => socket.once('connect', resolve));
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(socket), new rpc.StreamMessageWriter(socket));
  connection.listen();
  return async ({ method }) => [await connection.sendRequest(method)];
});
