// SPDX-License-Identifier: BSL-1.0
// Many calls over one channel, which is made when it is needed and made again when it was lost.
//
// Its coroutine `run` connects, lets the link serve, and starts again; it ends when nobody waits for a connection. A call
// adds none.
#pragma once

#include <jsonrpcclient/channel.hpp>

#include "client/dispatcher.hpp"
#include "client/link.hpp"
#include "core/reconnecting.hpp"
#include "core/send_queue.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

class session;

class connection final : public dispatcher, private link::user
{
public:
    // Makes a channel; may keep the phase at what it is doing.
    using phased_connector = std::function<asio::awaitable<std::unique_ptr<channel>>(std::shared_ptr<phase>)>;

    // `adopt` is told of the client's options whenever they have changed; it may be empty.
    using adopter = std::function<void(const std::shared_ptr<const option_set>&)>;

    connection(session& owner, phased_connector connect, adopter adopt = {});

    void adopt(const std::shared_ptr<const option_set>& options) override;
    void check(const call_options& options) override;

    void submit(slot owner, std::string&& text, const call_options& options) override;
    void connect(slot owner) override;
    void withdraw(slot owner) override;
    phase phase_of(slot owner) const override;
    std::string trouble() const override { return link_ ? link_->trouble() : trouble_; }
    std::size_t queued_bytes() const override { return queue_.bytes(); }
    void count_present(statistics& now) const override;
    std::uint64_t connection_number() const noexcept override;
    void reply(std::string text) override;
    bool is_two_way() const noexcept override { return true; }
    void listen() override;
    void resume() override;
    asio::awaitable<void> close() override;
    void shut_down() override;
    void drop() noexcept override;

private:
    bool has_messages() const override { return !queue_.empty(); }
    void next_write(const channel& over, message_list& leaving) override;
    void written(message_list& left) override;
    std::size_t take(link& from, std::span<const std::string_view> messages) override;
    bool is_blocking() const override;
    void ask() override;

    bool is_needed() const;
    void start();
    asio::awaitable<void> run(std::shared_ptr<session> keep);
    asio::awaitable<std::unique_ptr<channel>> make_channel();
    // Waits until the next try may begin.
    asio::awaitable<void> pause(reconnecting::time_point end);
    void end_connects();
    void not_connected(const std::string& why);
    void lost(link& ended, const std::string& why);
    void end_waiting(errc code, const std::string& why);

    session& session_;
    phased_connector connect_;
    adopter adopt_;
    send_queue queue_;
    // Calls of `client::connect` that wait.
    std::set<slot> connecting_;
    // While there is no link.
    std::shared_ptr<phase> phase_ = std::make_shared<phase>(phase::queue);
    bool is_running_ = false;
    // Connecting was stopped because nobody waited for it any more.
    bool is_stopped_ = false;
    asio::cancellation_signal stop_connecting_;
    reconnecting tries_;
    asio::steady_timer pausing_;
    // Why there is no connection.
    std::string trouble_;
    std::shared_ptr<link> link_;
    // While messages that were read are handed out, what is submitted waits: it leaves in one write. A
    // write for each call costs 5 times the CPU at 64 in flight, and 13 times at 1024.
    bool is_reading_ = false;
    // There are notifications in the last write.
    bool has_written_notifications_ = false;
    // A call was answered over this link: it is of use.
    bool has_answered_ = false;
};

} // namespace jsonrpcclient::detail
