// SPDX-License-Identifier: BSL-1.0
// How a client reaches its server: what HTTP and the stream connection have in common.
//
// Everything here runs on the client's executor. Calls are known by their slots.
#pragma once

#include <jsonrpcclient/options.hpp>

#include "core/multiplexer.hpp"
#include "rules/option_set.hpp"
#include "transport/phase.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace jsonrpcclient::detail {

class dispatcher
{
public:
    virtual ~dispatcher() = default;

    // The client's options have changed. Throws `errc::invalid_config` if they cannot be used; then they have not.
    virtual void adopt(const std::shared_ptr<const option_set>& options) = 0;

    // Throws `errc::invalid_config` if a call cannot have these options of its own.
    virtual void check(const call_options& options) = 0;

    // Queues a message, whose options were checked. It tells the session what becomes of it, but never from inside this function.
    virtual void submit(slot owner, std::string&& text, const call_options& options) = 0;

    // Connects if there is no connection yet, and then ends the call that stands behind `owner`.
    virtual void connect(slot owner) = 0;

    // The call is given up: what is not written stays so, and an answer is of no use.
    virtual void withdraw(slot owner) = 0;

    // What the call is waiting for.
    virtual phase phase_of(slot owner) const = 0;

    // Why there is no connection for those who wait for one; empty if that has no reason.
    virtual std::string trouble() const { return {}; }

    virtual std::size_t queued_bytes() const = 0;

    // The server wants no more messages for now: until `release`, no further one leaves. Of HTTP only, which has a word for it.
    virtual void hold() {}
    virtual void release() {}

    // Tells one connection from another; another number for each, where the server's requests belong to one.
    virtual std::uint64_t connection_number() const noexcept { return 0; }
    // Sends a text that no call waits for.
    virtual void reply(std::string text) = 0;

    // Whether the server can send what no call has asked for. Over HTTP nothing comes without a call.
    virtual bool is_two_way() const noexcept { return false; }
    // Somebody waits for what the server sends: there has to be a connection.
    virtual void listen() {}
    // What was not read, because there was no room for it, is read now.
    virtual void resume() {}

    // Sets what there is now: messages and their bytes that wait, and connections.
    virtual void count_present(statistics& now) const = 0;

    // Ends the connections in the polite way.
    virtual boost::asio::awaitable<void> close() = 0;

    // Ends everything at once. Nothing is told to the session any more.
    virtual void shut_down() = 0;

    // The execution context is gone: destroys what waits, and runs nothing.
    virtual void drop() noexcept = 0;
};

} // namespace jsonrpcclient::detail
