// SPDX-License-Identifier: BSL-1.0
// Many calls over one channel, which is made when it is needed and made again when it was lost.
//
// Its coroutines: `run` connects and starts again, `read` and `write` serve one channel.
// A call adds none.
#pragma once

#include <jsonrpcclient/channel.hpp>

#include "client/dispatcher.hpp"
#include "core/send_queue.hpp"
#include "transport/gate.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

class session;

class connection final : public dispatcher
{
public:
    // Makes a channel; may keep the phase at what it is doing.
    using phased_connector = std::function<asio::awaitable<std::unique_ptr<channel>>(std::shared_ptr<phase>)>;

    // `adopt` is told of the client's options whenever they have changed; it may be empty.
    using adopter = std::function<void(const std::shared_ptr<const option_set>&)>;

    connection(session& owner, phased_connector connect, adopter adopt = {});

    void adopt(const std::shared_ptr<const option_set>& options) override;
    void check(const call_options& options) override;

    void submit(slot owner, std::string text, const call_options& options) override;
    void connect(slot owner) override;
    void withdraw(slot owner) override;
    phase phase_of(slot owner) const override;
    std::size_t queued_bytes() const override { return queue_.bytes(); }
    void count_present(statistics& now) const override;
    asio::awaitable<void> close() override;
    void shut_down() override;
    void drop() noexcept override;

private:
    // One channel and what serves it. Its coroutines may end after the next one has begun.
    struct link;

    void start();
    asio::awaitable<void> run(std::shared_ptr<session> keep);
    asio::awaitable<void> serve(std::shared_ptr<session> keep, std::shared_ptr<link> current);
    asio::awaitable<void> read(std::shared_ptr<link> current);
    asio::awaitable<void> write(std::shared_ptr<session> keep, std::shared_ptr<link> current);
    void write_failed(const std::shared_ptr<link>& current, std::exception_ptr error);
    void end_connects();
    void not_connected(std::exception_ptr error);
    void lost(std::exception_ptr error);
    // Takes what is to be written next out of the queue; what the channel cannot carry fails.
    std::vector<send_queue::item> next_write(const channel& over);

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
    std::shared_ptr<link> link_;
    // While messages that were read are handed out, what is submitted waits: it leaves in one write. A
    // write for each call costs 5 times the CPU at 64 in flight, and 13 times at 1024.
    bool is_reading_ = false;
    // The writes are numbered: the last one, whether it is under way, and by slot the one it left in.
    std::uint64_t last_write_ = 0;
    bool is_writing_ = false;
    std::vector<std::uint64_t> write_of_;
};

} // namespace jsonrpcclient::detail
