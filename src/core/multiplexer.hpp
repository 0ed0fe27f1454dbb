// SPDX-License-Identifier: BSL-1.0
// Matches answers to calls by their ids.
//
// No sockets, no handlers, no clock: it is told what was filed, written, read, given up and lost, and says
// which calls are finished, and with what. A call is a slot: a small number, used again once it is free.
//
//     free --file--> queued --written--> sent --its last answer--> free
//                    queued <---connection_lost, unsent--- sent
//                    queued, sent --forget--> free (of a sent call the open ids are retired)
//
// multiplexer.cpp files calls, multiplexer_answers.cpp reads what comes on streams, multiplexer_exchanges.cpp what comes over
// HTTP, and multiplexer_beside.cpp what comes there in front of an answer.
#pragma once

#include <jsonrpcclient/statistics.hpp>

#include "core/answer.hpp"
#include "core/hearing.hpp"
#include "core/id_index.hpp"
#include "core/retired_ids.hpp"
#include "rules/incoming.hpp"
#include "rules/spare_memory.hpp"
#include "values/rpc_version.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

using slot = std::uint32_t;
constexpr slot no_slot = slot(-1);

// How a call wants its answer read.
struct reading_rules
{
    bool validate = true;
    bool lenient_ids = false;
    rpc_version version = rpc_version::two;
};

// What is wrong with an answer, and what `describe` said of its call.
struct violation
{
    violation(std::string rule, std::string ids) : rule(std::move(rule)), ids(std::move(ids)) {}

    std::string rule;
    std::string ids;
};

// A call that is finished by this answer.
struct finished_call : answer
{
    explicit finished_call(slot owner) : owner(owner) {}
    template <std::invocable Make>
    finished_call(slot owner, Make make) : answer(std::move(make)), owner(owner)
    {
    }

    slot owner;
    // Null if nothing is wrong.
    std::unique_ptr<violation> broken;
    // Of an exchange: it answers what was asked in another one.
    bool is_of_another = false;
};

// What came of texts.
struct received
{
    void clear();

    std::vector<finished_call> finished;
    // In the order in which they stand in the text.
    std::vector<unasked_message> unasked;
    // What was odd, in words, for the log.
    std::vector<const char*> oddities;
};

// The same id as the other JSON type: "1" for 1, 1 for "1".
std::optional<id> other_form(const id& value);

class multiplexer
{
public:
    // Counts into `counters`: late, duplicate, unknown, malformed, notifications, requests.
    explicit multiplexer(statistics& counters, std::size_t max_depth = incoming_parser::usual_depth)
        : counters_(counters), parser_(max_depth, true)
    {
    }

    // Whether an answer with this id is still expected, or may still come to a call that was abandoned.
    bool is_taken(const id& value) noexcept { return index_.find(value) || retired_.contains(value); }

    // The generator has given this id. Integers between the first and the last of these that are not open
    // any more once were.
    void issued(const id& value) noexcept;

    // A message without ids, which never finishes by an answer: notifications.
    slot file(reading_rules rules = {});
    // A single call. Its id must not be taken.
    slot file(id only, reading_rules rules);
    // A batch: all of these ids, none of which is taken or stands there twice.
    slot file(std::vector<id> ids, bool has_notifications, reading_rules rules);

    // "id 1" or "ids 1, 2, 3": for error messages. Empty for notifications.
    std::string describe(slot owner) const;

    bool is_sent(slot owner) const noexcept { return entries_[owner].state == call_state::sent; }

    const reading_rules& rules_of(slot owner) const noexcept { return entries_[owner].rules; }

    // A notification whose message has left ends when that was written.
    bool is_written_notification(slot owner) const noexcept { return is_sent(owner) && !has_ids(entries_[owner]); }

    // The calls whose messages may have left.
    std::vector<slot> sent_calls() const;

    // Some of the message may have left: from now on it may be answered.
    void written(slot owner);

    // Reads a text that came on a stream, and adds what came of it.
    void receive(std::string_view text, received& came);

    // Reads the text that answers this slot's message and no other, as an HTTP exchange does.
    void receive(slot owner, std::string_view text, received& came);

    // Reads a text of the stream of events in which this slot's message is answered. The server's own messages are
    // counted; what answers the slot goes to `receive` when it is whole.
    hearing receive_beside(slot owner, std::string_view text);

    // The same for the beginning of a text that is too large: whether it seems to answer the slot.
    bool answers_oversized(slot owner, std::string_view beginning);

    // Reads the beginning of a text that is too large to be read whole: the call that it seems to answer.
    std::optional<slot> receive_oversized(std::string_view beginning);

    // Frees a slot; answers that come are late. Of a batch that was answered in part it gives the answers,
    // with holes that tell `why`; otherwise nothing.
    std::vector<response_data> forget(slot owner, const char* why);

    // No answer to what was written of this call can come any more: it is as if it had not been sent.
    void unsent(slot owner) { move(owner, call_state::queued); }

    // A notification has left that is no call: an error without id may be about that.
    void notification_written() noexcept { notification_was_written_ = true; }

    // The ids of the answers that may still come to a call that was sent.
    std::vector<id> unanswered(slot owner) const;

    // The connection is lost, and with it all answers that were still to come.
    void connection_lost();

private:
    enum class call_state : std::uint8_t
    {
        free,
        queued,
        sent
    };

    struct open_batch
    {
        std::vector<id> ids;
        std::vector<std::optional<response_data>> answers;
        std::size_t open = 0;
        bool has_notifications = false;
        // Answers that came in a stream of events, until all of them are received as one.
        std::vector<std::optional<response_data>> heard;
        std::size_t heard_count = 0;
    };

    struct entry
    {
        // Of a single call: its id.
        id only = 0;
        std::unique_ptr<open_batch> batch;
        bool is_single = false;
        call_state state = call_state::free;
        reading_rules rules;
    };

    // Whose answer an id is: a slot, and of a batch the position.
    struct place
    {
        slot owner;
        std::uint32_t position;
    };

    inline slot new_slot(reading_rules rules);
    inline void move(slot owner, call_state next);
    bool has_ids(const entry& call) const noexcept { return call.is_single || call.batch; }
    void free(slot owner);

    // Whether the answer to a single call must say whose it is. In JSON-RPC 2.0 an error need not: the server may have been
    // unable to tell.
    static bool needs_id(const incoming& message, const reading_rules& rules);
    inline void begin_text(std::string_view text);
    inline void receive_answer(incoming&& message, bool in_array, std::string_view text);
    void take(place at, incoming&& message, std::string_view text, std::string_view rule = {});
    response_data read_part(place at, incoming&& message, std::string_view text, std::string_view rule = {});
    void take_for_all(slot owner, const response_data& answer);
    // What was answered of a batch, with holes that tell `why`.
    static std::vector<response_data> answers_of(open_batch& batch, const char* why, delivery known);
    void finish_batch(slot owner, const char* why = "the answer to the batch leaves it out");
    void finish(slot owner, std::vector<response_data>&& batch);
    inline void finish(finished_call& finished, std::string_view rule = {});
    void fail(slot owner, std::string_view rule);
    void count_stray(const id& value);
    void keep_unasked(message_kind kind, incoming&& message, std::size_t position);
    place* find_own(slot owner, const incoming& message);
    void hear_part(place at, incoming&& message, std::string_view text);
    // What was heard of a batch that gets no more is its answer.
    void take_heard(open_batch& batch);
    void odd(std::uint64_t& counter, const char* what);
    std::optional<slot> only_unanswered_call() const noexcept;

    statistics& counters_;
    incoming_parser parser_;
    // What is being added to.
    received* came_ = nullptr;
    // The text of the answers that are being read, made once if one of them is broken.
    std::shared_ptr<const std::string> shared_text_;
    std::vector<slot> touched_;
    spare_memory spare_;

    std::vector<entry> entries_;
    std::vector<slot> free_slots_;
    id_index<place> index_;
    retired_ids retired_;
    std::int64_t first_issued_ = 0;
    std::int64_t last_issued_ = -1;

    // The calls that are sent and have ids: how many, and the exclusive or of their slots, which is the
    // slot itself when there is one.
    std::size_t sent_calls_ = 0;
    slot sent_slots_ = 0;
    bool notification_was_written_ = false;
};

// Every change of a call's state is made here.
void multiplexer::move(slot owner, call_state next)
{
    entry& call = entries_[owner];
    bool was_sent = call.state == call_state::sent;
    bool is_sent = next == call_state::sent;
    if (was_sent != is_sent && has_ids(call))
    {
        sent_calls_ += is_sent ? 1 : -1;
        sent_slots_ ^= owner;
    }
    if (is_sent && !has_ids(call))
        notification_was_written_ = true;
    call.state = next;
}

void multiplexer::begin_text(std::string_view text)
{
    if (spare_.is_due(text.size()))
        parser_.shrink();
    shared_text_.reset();
    parser_.parse(text);
}

} // namespace jsonrpcclient::detail
