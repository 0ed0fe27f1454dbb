// SPDX-License-Identifier: BSL-1.0
// The client's subscriptions: who is in force, which notifications belong to whom, and subscribing again over the next
// connection.
#pragma once

#include "client/subscription_source.hpp"
#include "core/bounded_buffer.hpp"

#include <jsonrpcclient/server_message.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jsonrpcclient::detail {

struct answer;

class subscriptions
{
public:
    using source = std::shared_ptr<subscription_source>;

    explicit subscriptions(session& owner);

    // Subscribes, and completes with the stream.
    void start(subscription what, call_options options, std::shared_ptr<completion<subscription_stream>> done);
    // Whoever waits for the first answer does not any more. If the request was sent, what it begins is undone.
    void abandon(const std::shared_ptr<completion<subscription_stream>>& done);
    // Ends it, and tells the server; completes when that has answered, if somebody waits for it.
    void leave(const source& left, std::shared_ptr<completion<>> done = nullptr);

    // Whether the notification belongs to a subscription, which has it then.
    bool take(server_notification& event, std::size_t bytes);

    bool has_any() const noexcept { return !all_.empty(); }
    std::size_t in_force() const;
    bool has_reader() const;
    bool is_blocking() const;

    void connected();
    void lost(std::string_view why);
    void end_all(std::exception_ptr why);
    void drop() noexcept;

private:
    // A notification that came while a request to subscribe was under way, which may be what it belongs to.
    struct held
    {
        held(server_notification&& event, std::size_t bytes) : event(std::move(event)), bytes(bytes) {}

        server_notification event;
        std::size_t bytes;
    };

    void ask(const source& next);
    void answered(const source& asked, const call* request, std::exception_ptr error, answer&& result);
    void begin(const source& begun, json::value id);
    void end(const source& ended, std::exception_ptr why);
    void forget(const source& ended);
    void erase(const source& left);
    void give(const source& to, server_notification& event, std::size_t bytes);
    void tell_server(const source& left, std::shared_ptr<completion<>> done);
    // Whether it was for this one.
    bool deliver(server_notification& event, std::size_t bytes);
    void release_held();

    session& session_;
    // By their numbers: in the order in which they were made.
    std::map<std::uint64_t, source> all_;
    std::uint64_t last_serial_ = 0;
    // Those whose readers may keep the client from reading.
    std::vector<source> waiting_;
    bool is_connected_ = false;

    // Where ids stand in notifications: all places that a subscription has ever named.
    std::set<std::string> places_;
    // Those that notifications come for, by place and id; also those that were ended while the server does not know it.
    std::unordered_multimap<std::string, source> in_force_;
    // Requests to subscribe that are under way.
    std::size_t asking_ = 0;
    std::vector<held> held_;
    std::size_t held_bytes_ = 0;
    // The requests that end one: of no use on another connection.
    std::vector<std::weak_ptr<call>> leaving_;
    std::size_t next_sweep_ = 16;
};

} // namespace jsonrpcclient::detail
