// SPDX-License-Identifier: BSL-1.0
// A jayson server over all its transports on ports that the system chooses, which it prints behind "listening", in the
// order of the list below. Its argument is the folder of the certificates.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const jayson = require('jayson');
const WebSocket = require('ws');

const read = name => fs.readFileSync(`${process.argv[2]}/${name}`);
const tls = { cert: read('server.pem'), key: read('server.key') };
const mutual = { ...tls, ca: read('ca.pem'), requestCert: true, rejectUnauthorized: true };

// What `hold` waits for and `release` does, whichever comes first.
const doors = new Map();
const door = name => {
    if (!doors.has(name)) {
        const made = {};
        made.opened = new Promise(resolve => { made.open = resolve; });
        doors.set(name, made);
    }
    return doors.get(name);
};

const server = new jayson.Server({
    echo(args, done) { done(null, args); },
    subtract(args, done) {
        const [minuend, subtrahend] = Array.isArray(args) ? args : [args.minuend, args.subtrahend];
        done(null, minuend - subtrahend);
    },
    sleep([milliseconds], done) { setTimeout(() => done(null, milliseconds), milliseconds); },
    hold([name], done) { door(name).opened.then(() => { doors.delete(name); done(null, name); }); },
    release([name], done) { door(name).open(); done(null, name); },
    big([size], done) { done(null, 'x'.repeat(size)); },
    fail(args, done) { done({ code: -1, message: 'failed', data: { args } }); },
});

// WebSocket, on the listener of an HTTP server that has nothing else. At /compressed only for those who offer to compress.
const offers = ({ req }) => req.url !== '/compressed' || /permessage-deflate/.test(req.headers['sec-websocket-extensions']);
const websocket = listener => {
    const wss = new WebSocket.Server({ server: listener, perMessageDeflate: true, verifyClient: offers });
    server.websocket({ wss });
    // Nobody listens to a connection's errors otherwise, and one broken frame ends the process.
    wss.on('connection', socket => socket.on('error', () => {}));
    return listener;
};

const listen = listener => new Promise((resolve, reject) => {
    listener.on('error', reject);
    listener.listen(0, '127.0.0.1', () => resolve(listener.address().port));
});

Promise.all([
    server.http(), server.https(tls), server.https(mutual), server.tcp(), server.tls(tls), server.tls(mutual),
    websocket(http.createServer()), websocket(https.createServer(tls)),
].map(listen)).then(ports => console.log('listening', ...ports));
