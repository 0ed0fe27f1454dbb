// SPDX-License-Identifier: BSL-1.0
// A mock server: its scripts, its clock, its connections, and what it has received.
//
// No coroutine of its own runs: what a client writes is answered within the write, and the answer waits in the mailbox from
// which the client reads. The mock, its channels and who awaits something of it share this.
#pragma once

#include <jsonrpcclient/mock_server.hpp>

#include "transport/mailbox.hpp"

#include <boost/json/value.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

struct mock_outcome
{
    enum class kind
    {
        result,
        error,
        nothing,
        // In place of the answer.
        text,
        disconnect
    };

    explicit mock_outcome(kind what, std::string text = {}) : what(what), text(std::move(text)) {}

    kind what;
    // The JSON of the result or the error object, or what is sent as it is.
    std::string text;
    // Makes the result, if there is one.
    std::function<std::string(const json::value&)> make;
    // For how many calls it is; without a limit if zero.
    std::size_t left = 0;
    std::chrono::nanoseconds delay = {};
};

// The error object as JSON.
std::string to_json(const error_object& error);

class mock_state : public std::enable_shared_from_this<mock_state>
{
public:
    using connection = std::shared_ptr<mailbox>;

    explicit mock_state(asio::any_io_executor executor) : executor_(executor), news_(std::move(executor)) {}

    // Ends all connections for ever, and forgets the functions of the user's.
    void close();

    void add(const std::string& method, mock_outcome outcome);
    // The outcome that was added last. Throws if there is none: `asked` says for what.
    mock_outcome& last(const std::string& method, std::string_view asked);
    void reverse_batches(bool value) { is_reversing_ = value; }
    void advance(std::chrono::nanoseconds time);

    // Throws if there is none.
    connection latest() const;

    void refuse(std::size_t number, std::string_view why);
    connection connect();
    void end_all();
    void fail_next_write() { fails_next_write_ = true; }
    bool take_failure() { return std::exchange(fails_next_write_, false); }

    // What a client has written.
    void receive(const connection& from, std::string_view text);
    // The client reads what was sent before, and then that this was all.
    void end(const connection& ended);

    const std::vector<received_message>& received() const noexcept { return received_; }
    std::size_t count(std::string_view method) const;
    std::size_t connections() const noexcept { return connections_; }

    static asio::awaitable<received_message> next_received(std::shared_ptr<mock_state> me);
    static asio::awaitable<void> until_received(std::shared_ptr<mock_state> me, std::string method, std::size_t number);
    static asio::awaitable<json::value> ask(std::shared_ptr<mock_state> me, request message);

private:
    // A message that is to be answered.
    struct task
    {
        std::shared_ptr<const mock_outcome> outcome;
        json::value params;
        // JSON; empty for a notification.
        std::string id;
        bool is_version_one = false;
    };
    // All that came in one text.
    struct work
    {
        connection from;
        std::vector<task> tasks;
        bool is_batch = false;
    };
    class question;

    static task broken(std::int64_t code, const char* message);
    std::shared_ptr<const mock_outcome> take(std::string_view method);
    std::optional<task> read(const json::value& message, std::string_view text);
    bool is_awaited(const json::object& answer);
    void record(received_message came);
    // Performs it now or when it is due.
    void start(work due);
    void perform(const work& due);
    // Waits until something was received or has ended.
    asio::awaitable<void> wait_for_news();

    asio::any_io_executor executor_;
    bell news_;
    bool is_closed_ = false;

    std::map<std::string, std::deque<std::shared_ptr<mock_outcome>>, std::less<>> scripts_;
    bool is_reversing_ = false;
    std::chrono::nanoseconds now_ = {};
    std::multimap<std::chrono::nanoseconds, work> later_;

    std::vector<connection> open_;
    std::size_t connections_ = 0;
    std::size_t refusals_ = 0;
    std::string why_refused_;
    bool fails_next_write_ = false;

    std::vector<received_message> received_;
    // How many of them `next_received` has given.
    std::size_t given_ = 0;
    std::map<std::int64_t, question*> questions_;
    std::int64_t last_question_ = 0;
};

} // namespace jsonrpcclient::detail
