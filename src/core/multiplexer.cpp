// SPDX-License-Identifier: BSL-1.0
// What of the multiplexer is about the calls: how they are filed, and what becomes of them.
#include "core/multiplexer.hpp"

#include <algorithm>
#include <charconv>

namespace jsonrpcclient::detail {

std::optional<id> other_form(const id& value)
{
    if (!value.is_string())
        return id(to_string(value));
    std::int64_t number = 0;
    const std::string& text = *value.if_string();
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || to_string(id(number)) != text)
        return std::nullopt;
    return id(number);
}

void multiplexer::issued(const id& value) noexcept
{
    auto* integer = value.if_int64();
    if (!integer)
        return;
    first_issued_ = last_issued_ < first_issued_ ? *integer : std::min(first_issued_, *integer);
    last_issued_ = std::max(last_issued_, *integer);
}

slot multiplexer::new_slot(reading_rules rules)
{
    slot owner;
    if (free_slots_.empty())
    {
        owner = static_cast<slot>(entries_.size());
        entries_.emplace_back();
    }
    else
    {
        owner = free_slots_.back();
        free_slots_.pop_back();
    }
    entries_[owner].rules = rules;
    move(owner, call_state::queued);
    return owner;
}

slot multiplexer::file(reading_rules rules) { return new_slot(rules); }

slot multiplexer::file(id only, reading_rules rules)
{
    slot owner = new_slot(rules);
    index_.insert(only, {owner, 0});
    entries_[owner].only = std::move(only);
    entries_[owner].is_single = true;
    return owner;
}

slot multiplexer::file(std::vector<id> ids, bool has_notifications, reading_rules rules)
{
    slot owner = new_slot(rules);
    for (std::size_t i = 0; i != ids.size(); ++i)
        index_.insert(ids[i], {owner, static_cast<std::uint32_t>(i)});
    auto& batch = entries_[owner].batch = std::make_unique<open_batch>();
    batch->open = ids.size();
    batch->has_notifications = has_notifications;
    batch->answers.resize(ids.size());
    batch->ids = std::move(ids);
    return owner;
}

std::string multiplexer::describe(slot owner) const
{
    const entry& call = entries_[owner];
    if (call.is_single)
        return "id " + to_string(call.only);
    if (!call.batch)
        return {};
    constexpr std::size_t shown = 3;
    std::string text = call.batch->ids.size() == 1 ? "id " : "ids ";
    for (std::size_t i = 0; i != std::min(shown, call.batch->ids.size()); ++i)
        text += (i ? ", " : "") + to_string(call.batch->ids[i]);
    return call.batch->ids.size() > shown ? text + ", ..." : text;
}

void multiplexer::written(slot owner)
{
    move(owner, call_state::sent);
    if (auto& batch = entries_[owner].batch)
    {
        // It is answered anew.
        batch->heard.clear();
        batch->heard_count = 0;
    }
}

void multiplexer::free(slot owner)
{
    entry& call = entries_[owner];
    // As long as the batch is unanswered, an error without id may be about all of it.
    if (call.batch && call.batch->has_notifications && is_sent(owner))
        notification_was_written_ = true;
    move(owner, call_state::free);
    if (call.is_single)
        index_.erase(call.only);
    else if (call.batch)
        for (std::size_t i = 0; i != call.batch->ids.size(); ++i)
            if (!call.batch->answers[i])
                index_.erase(call.batch->ids[i]);
    call.only = 0;
    call.is_single = false;
    call.batch.reset();
    free_slots_.push_back(owner);
}

std::vector<response_data> multiplexer::forget(slot owner, const char* why)
{
    std::vector<response_data> partial;
    entry& call = entries_[owner];
    if (call.batch)
        take_heard(*call.batch);
    for (auto& open : unanswered(owner))
        retired_.add(open);
    if (call.batch && call.batch->open < call.batch->ids.size())
        partial = answers_of(*call.batch, why, delivery::maybe_executed);
    free(owner);
    return partial;
}

std::vector<id> multiplexer::unanswered(slot owner) const
{
    std::vector<id> open;
    const entry& call = entries_[owner];
    if (call.state != call_state::sent)
        return open;
    if (call.is_single)
        open.push_back(call.only);
    else if (call.batch)
        for (std::size_t i = 0; i != call.batch->ids.size(); ++i)
            if (!call.batch->answers[i])
                open.push_back(call.batch->ids[i]);
    return open;
}

std::vector<slot> multiplexer::sent_calls() const
{
    std::vector<slot> sent;
    for (slot owner = 0; owner != entries_.size(); ++owner)
        if (is_sent(owner))
            sent.push_back(owner);
    return sent;
}

void multiplexer::connection_lost()
{
    for (slot owner : sent_calls())
        unsent(owner);
    retired_.clear();
    notification_was_written_ = false;
}

std::optional<slot> multiplexer::only_unanswered_call() const noexcept
{
    bool is_sure = sent_calls_ == 1 && retired_.empty() && !retired_.has_overflowed() && !notification_was_written_;
    return is_sure ? std::optional(sent_slots_) : std::nullopt;
}

} // namespace jsonrpcclient::detail
