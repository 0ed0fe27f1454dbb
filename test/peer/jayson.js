// SPDX-License-Identifier: BSL-1.0
// A jayson server over HTTP and TCP on ports that the system chooses; prints "listening HTTP-PORT TCP-PORT".
'use strict';
const jayson = require('jayson');

const server = new jayson.Server({
    echo(args, done) { done(null, args); },
    subtract(args, done) {
        const [minuend, subtrahend] = Array.isArray(args) ? args : [args.minuend, args.subtrahend];
        done(null, minuend - subtrahend);
    },
    sleep([milliseconds], done) { setTimeout(() => done(null, milliseconds), milliseconds); },
    big([size], done) { done(null, 'x'.repeat(size)); },
    fail(args, done) { done({ code: -1, message: 'failed', data: { args } }); },
});

const listen = listener => new Promise((resolve, reject) => {
    listener.on('error', reject);
    listener.listen(0, '127.0.0.1', () => resolve(listener.address().port));
});

Promise.all([listen(server.http()), listen(server.tcp())])
    .then(ports => console.log('listening', ...ports));
