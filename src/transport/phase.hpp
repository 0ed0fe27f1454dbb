// SPDX-License-Identifier: BSL-1.0
// How far a call or a connection has come: for error messages.
#pragma once

namespace jsonrpcclient::detail {

enum class phase
{
    queue,
    // Waiting for the next try to connect, or to send once more.
    reconnect,
    retry,
    resolve,
    connect,
    // The tunnel through one.
    proxy,
    tls,
    // Of WebSocket.
    handshake,
    write,
    wait
};

constexpr const char* to_string(phase value) noexcept
{
    switch (value)
    {
    case phase::queue:
        return "queue";
    case phase::reconnect:
        return "reconnect";
    case phase::retry:
        return "retry";
    case phase::resolve:
        return "resolve";
    case phase::connect:
        return "connect";
    case phase::proxy:
        return "proxy";
    case phase::tls:
        return "tls";
    case phase::handshake:
        return "handshake";
    case phase::write:
        return "write";
    case phase::wait:
        return "wait";
    }
    return "unknown";
}

} // namespace jsonrpcclient::detail
