// SPDX-License-Identifier: BSL-1.0
// Who is told of what the server sends by itself.
//
// A notification goes to the call whose progress it tells of, or else to the subscription that it belongs to, or else to
// the streams and the handler of its method, or else to those of all the rest. Handlers are told in the order of arrival,
// one at a time: while one that is a coroutine runs, what comes waits. Requests have their own file.
#pragma once

#include <jsonrpcclient/client.hpp>

#include "client/notification_source.hpp"
#include "client/progress.hpp"
#include "client/server_requests.hpp"
#include "client/subscriptions.hpp"
#include "core/bounded_buffer.hpp"
#include "core/multiplexer.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class session;

class listeners
{
public:
    explicit listeners(session& owner);

    // Without a method it is for all that nobody else has asked for. A later one takes the place of an earlier one.
    void on_notification(std::optional<std::string> method, notification_handler handler);
    void on_unrecognized(unrecognized_handler handler);
    std::shared_ptr<notification_source> listen(std::optional<std::string> method, when_full policy, std::size_t size);
    void remove(const notification_source& stream);

    progress_registry& progress() noexcept { return progress_; }
    server_requests& requests() noexcept { return requests_; }
    detail::subscriptions& subscriptions() noexcept { return subscriptions_; }
    const detail::subscriptions& subscriptions() const noexcept { return subscriptions_; }

    // What has come in this text, and answers no call.
    void take(std::vector<unasked_message>&& messages, std::string_view text);
    // A notification that belongs to no subscription, as it has turned out.
    void hand_out(server_notification&& event, std::size_t bytes);

    // Whether there has to be a connection, although no call needs one.
    bool needs_connection() const;
    // Whether anybody waits for an event.
    bool has_reader() const;
    // Whether nothing more may be read for now.
    bool is_blocking() const;

    void connected();
    void lost(std::string_view why);
    // There is no connection, and none will be made unless somebody asks for one.
    void given_up(errc code, const std::string& why);

    void shut_down();
    // The execution context is gone.
    void drop() noexcept;

private:
    using shared_handler = std::shared_ptr<const notification_handler>;

    struct waiting
    {
        waiting(shared_handler to, server_notification&& event) : to(std::move(to)), event(std::move(event)) {}

        shared_handler to;
        server_notification event;
    };

    void take(incoming&& message, std::size_t bytes);
    void tell(shared_handler to, server_notification&& event, std::size_t bytes);
    void run_now(const notification_handler& handler, const server_notification& event);
    static asio::awaitable<void> work(listeners& me, std::shared_ptr<session> keep);
    void give(const std::optional<std::string>& method, const server_notification& event, std::size_t bytes);
    void unrecognized(std::string_view text);

    session& session_;
    progress_registry progress_;
    server_requests requests_;
    detail::subscriptions subscriptions_;

    std::map<std::string, shared_handler, std::less<>> handlers_;
    shared_handler rest_;
    unrecognized_handler unrecognized_;
    // By their method; those without one are for the rest.
    std::multimap<std::optional<std::string>, std::shared_ptr<notification_source>> streams_;
    // Those of them whose readers may keep the client from reading.
    std::vector<std::shared_ptr<notification_source>> blocking_;
    // Those that have their connection made again when it was lost do, until that is given up.
    bool is_resuming_ = false;

    // Notifications for handlers, behind one that is a coroutine and runs.
    bounded_buffer<waiting> waiting_;
    bool is_working_ = false;
    asio::cancellation_signal stop_working_;
};

} // namespace jsonrpcclient::detail
