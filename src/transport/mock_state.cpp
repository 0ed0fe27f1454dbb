// SPDX-License-Identifier: BSL-1.0
#include "transport/mock_state.hpp"

#include <algorithm>
#include <stdexcept>

namespace jsonrpcclient::detail {

namespace {

std::chrono::nanoseconds sum(std::chrono::nanoseconds left, std::chrono::nanoseconds right)
{
    return right > std::chrono::nanoseconds::max() - left ? std::chrono::nanoseconds::max() : left + right;
}

} // namespace

void mock_state::close()
{
    is_closed_ = true;
    end_all();
    news_.ring();
    // They may hold what the mock belongs to.
    auto scripts = std::move(scripts_);
    scripts_.clear();
    auto later = std::move(later_);
    later_.clear();
}

void mock_state::add(const std::string& method, mock_outcome outcome)
{
    auto& script = scripts_[method];
    if (!script.empty() && script.back()->left == 0)
        script.pop_back();
    script.push_back(std::make_shared<mock_outcome>(std::move(outcome)));
}

mock_outcome& mock_state::last(const std::string& method, std::string_view asked)
{
    auto& script = scripts_[method];
    if (script.empty())
        throw std::invalid_argument("\"" + method + "\": " + std::string(asked) +
                                    " comes behind an outcome, such as answer(...)");
    return *script.back();
}

std::shared_ptr<const mock_outcome> mock_state::take(std::string_view method)
{
    auto found = scripts_.find(method);
    if (found == scripts_.end() || found->second.empty())
        return nullptr;
    auto& script = found->second;
    auto next = script.front();
    if (next->left != 0 && --next->left == 0)
        script.pop_front();
    return next;
}

void mock_state::start(work due)
{
    std::chrono::nanoseconds delay = {};
    for (auto& asked : due.tasks)
        delay = std::max(delay, asked.outcome->delay);
    if (delay.count() == 0)
        perform(due);
    else
        later_.emplace(sum(now_, delay), std::move(due));
}

void mock_state::advance(std::chrono::nanoseconds time)
{
    if (time.count() < 0)
        throw std::invalid_argument("advance() takes no negative time, such as " + std::to_string(time.count()) +
                                    " ns");
    auto end = sum(now_, time);
    while (!later_.empty() && later_.begin()->first <= end)
    {
        auto due = later_.extract(later_.begin());
        now_ = std::max(now_, due.key());
        perform(due.mapped());
    }
    now_ = std::max(now_, end);
}

mock_state::connection mock_state::latest() const
{
    if (open_.empty())
        throw client_error(errc::not_connected, delivery::not_sent, "no client is connected with the mock server");
    return open_.back();
}

void mock_state::refuse(std::size_t number, std::string_view why)
{
    refusals_ = number;
    why_refused_ = why;
}

mock_state::connection mock_state::connect()
{
    if (is_closed_)
        throw client_error(errc::not_connected, delivery::not_sent, "the mock server is destroyed");
    if (refusals_ != 0)
    {
        --refusals_;
        throw client_error(errc::not_connected, delivery::not_sent, why_refused_);
    }
    ++connections_;
    return open_.emplace_back(std::make_shared<mailbox>(executor_));
}

void mock_state::end_all()
{
    while (!open_.empty())
        end(connection(open_.back()));
}

void mock_state::end(const connection& ended)
{
    ended->end(asio::error::eof);
    std::erase(open_, ended);
    news_.ring();
}

std::size_t mock_state::count(std::string_view method) const
{
    return std::count_if(received_.begin(), received_.end(), [&](auto& came) { return came.method == method; });
}

void mock_state::record(received_message came)
{
    received_.push_back(std::move(came));
    news_.ring();
}

} // namespace jsonrpcclient::detail
