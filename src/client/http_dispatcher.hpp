// SPDX-License-Identifier: BSL-1.0
// One POST for each message, and what its answer means for the call.
#pragma once

#include "client/dispatcher.hpp"
#include "transport/http_pool.hpp"

#include <set>

namespace jsonrpcclient::detail {

class session;

class http_dispatcher final : public dispatcher, private http_pool::listener
{
public:
    http_dispatcher(session& owner, endpoint where);

    void adopt(const std::shared_ptr<const option_set>& options) override;
    void check(const call_options& options) override { plan_of(options); }
    void submit(slot owner, std::string&& text, const call_options& options) override;
    void connect(slot owner) override { pool_.connect(owner, plan_); }
    void withdraw(slot owner) override;
    phase phase_of(slot owner) const override
    {
        return (replies_.contains(owner) ? reply_pool_ : pool_).phase_of(owner);
    }
    std::size_t queued_bytes() const override { return pool_.queued_bytes() + reply_pool_.queued_bytes(); }
    void hold() override { pool_.hold(); }
    void release() override { pool_.release(); }
    void reply(std::string text) override;
    void count_present(statistics& now) const override;
    boost::asio::awaitable<void> close() override;
    void shut_down() override;
    void drop() noexcept override;

private:
    void opened(bool is_replacement) override;
    void writing(slot owner, std::string_view text, bool is_again) override;
    bool awaits_answer(slot owner) const override;
    bool is_repeated(slot owner) override;
    void unwritten(slot owner) override;
    hearing heard(slot owner, std::string_view text) override;
    bool heard_oversized(slot owner, std::string_view beginning) override;
    void answered(slot owner, http_answer&& answer) override;
    void failed(slot owner, errc code, const std::string& why) override;
    void connected(slot owner) override;
    std::shared_ptr<void> keep() override;

    void notification_answered(slot owner, http_answer&& answer);
    static std::exception_ptr status_error(std::string what, http_answer&& answer);

    // How a call with these options is posted. Throws `errc::invalid_config`.
    const std::shared_ptr<const http_plan>& plan_of(const call_options& options);

    session& session_;
    endpoint where_;
    std::shared_ptr<http_session> http_session_ = std::make_shared<http_session>();
    // What the last answer has brought, kept for its memory.
    received came_;
    http_pool pool_;
    // Has connections of its own: all the others may be taken by calls whose answers wait for what is sent here.
    http_pool reply_pool_;
    // The slots of what is sent there.
    std::set<slot> replies_;
    // Of calls without options of their own.
    std::shared_ptr<const http_plan> plan_;
    // Of the options that were the last ones: calls of one caller share theirs.
    call_options last_options_;
    std::shared_ptr<const http_plan> last_plan_;
};

} // namespace jsonrpcclient::detail
