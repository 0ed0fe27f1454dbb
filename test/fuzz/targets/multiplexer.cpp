// SPDX-License-Identifier: BSL-1.0
// The multiplexer under any order of the events that may happen, beside a plain account of the calls that are open.
//
// A line is an event. Slots are numbered in the order of the calls that are open now.
//
//   f0 1            files a call with the id 1 and the rules 0; a word is a string
//   b0 1 two 3      files a batch
//   n0              files a notification
//   w0 g0 u0        the message of slot 0 is written, is given up, cannot be answered any more
//   l               the connection is lost
//   r TEXT          a text has come; x0 TEXT: as the answer of an exchange; o TEXT: as the beginning of a large one
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "core/multiplexer.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

class account
{
public:
    void take(input event)
    {
        switch (event.character())
        {
        case 'f':
            return file(event);
        case 'b':
            return file_batch(event);
        case 'n':
            note(mux_.file(rules(event)), {});
            return;
        case 'w':
            if (auto* call = choose(event); call && !call->second.is_sent)
            {
                mux_.written(call->first);
                call->second.is_sent = true;
            }
            return;
        case 'u':
            if (auto* call = choose(event))
            {
                mux_.unsent(call->first);
                call->second.is_sent = false;
            }
            return;
        case 'g':
            if (auto* call = choose(event))
                forget(call->first);
            return;
        case 'l':
            mux_.connection_lost();
            for (auto& [owner, call] : open_)
                call.is_sent = false;
            return;
        case 'r':
            event.character();
            return receive(event.rest());
        case 'x':
            return exchange(event);
        case 'o':
            event.character();
            if (auto owner = mux_.receive_oversized(event.rest()))
            {
                require(open_.contains(*owner) && open_[*owner].is_sent, "a large answer is that of an open call");
                forget(*owner);
            }
        }
    }

    // After every event.
    void check() const
    {
        std::vector<slot> sent;
        for (auto& [owner, call] : open_)
        {
            require(mux_.is_sent(owner) == call.is_sent, "a call is sent when it was written");
            require(mux_.describe(owner).empty() == call.ids.empty(), "a call has ids if it was filed with some");
            if (call.is_sent)
                sent.push_back(owner);
        }
        require(mux_.sent_calls() == sent, "the calls that are sent are those that were written");
    }

    void end()
    {
        while (!open_.empty())
            forget(open_.begin()->first);
        require(mux_.sent_calls().empty(), "nothing is left of calls that were given up");
        require(made_ == finished_ + given_up_, "every call has ended once");
    }

private:
    struct open_call
    {
        std::vector<rpc::id> ids;
        bool is_batch = false;
        bool is_sent = false;
    };

    static reading_rules rules(input& event)
    {
        auto bits = event.number();
        reading_rules made;
        made.validate = (bits & 1) == 0;
        made.lenient_ids = (bits & 2) != 0;
        made.version = (bits & 4) != 0 ? rpc_version::one : rpc_version::two;
        return made;
    }

    static rpc::id id_of(std::string_view word)
    {
        std::int64_t number = 0;
        auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        return error == std::errc() && end == word.data() + word.size() ? rpc::id(number) : rpc::id(word);
    }

    // The ids of an event that may be filed.
    std::vector<rpc::id> ids(input& event)
    {
        std::vector<rpc::id> made;
        std::set<std::string> known;
        auto words = event.rest();
        while (!words.empty())
        {
            auto end = std::min(words.find(' '), words.size());
            auto value = id_of(words.substr(0, end));
            if (end != 0 && !mux_.is_taken(value) && known.insert(to_string(value)).second)
                made.push_back(value);
            words.remove_prefix(std::min(end + 1, words.size()));
        }
        for (auto& value : made)
            mux_.issued(value);
        return made;
    }

    void file(input& event)
    {
        auto how = rules(event);
        auto own = ids(event);
        if (!own.empty())
            note(mux_.file(own.front(), how), {own.front()});
    }

    void file_batch(input& event)
    {
        auto how = rules(event);
        auto own = ids(event);
        if (!own.empty())
            note(mux_.file(own, own.size() % 2 == 0, how), own).is_batch = true;
    }

    open_call& note(slot owner, std::vector<rpc::id> ids)
    {
        ++made_;
        require(!open_.contains(owner), "a slot is one call's");
        for (auto& value : ids)
            require(mux_.is_taken(value), "the id of an open call is taken");
        auto& made = open_[owner];
        made.ids = std::move(ids);
        most_ = std::max(most_, open_.size());
        require(owner < most_, "there are no more slots than calls have been open at once");
        return made;
    }

    std::pair<const slot, open_call>* choose(input& event)
    {
        if (open_.empty())
            return nullptr;
        return &*std::next(open_.begin(), event.number() % open_.size());
    }

    void forget(slot owner)
    {
        auto call = std::move(open_[owner]);
        auto partial = mux_.forget(owner, "it was given up");
        require(partial.empty() || (call.is_batch && partial.size() == call.ids.size()),
                "what was answered of a batch is given with its holes");
        open_.erase(owner);
        ++given_up_;
    }

    // An HTTP exchange: of a call that was written, and of none without ids.
    void exchange(input& event)
    {
        auto* call = choose(event);
        event.character();
        if (!call || call->second.ids.empty() || !call->second.is_sent)
            return;
        auto owner = call->first;
        received came;
        mux_.receive(owner, event.rest(), came);
        require(came.finished.size() == 1 && came.finished.front().owner == owner, "an exchange ends its own call");
        check(came);
    }

    void receive(std::string_view text)
    {
        received came;
        mux_.receive(text, came);
        check(came);
    }

    void check(received& came)
    {
        for (auto& finished : came.finished)
        {
            auto found = open_.find(finished.owner);
            require(found != open_.end(), "a call that ends was open");
            auto& call = found->second;
            require(call.is_sent && !call.ids.empty(), "a call that ends was written, and waits for an answer");
            require(!finished.broken || (!finished.broken->rule.empty() && !finished.broken->ids.empty()),
                    "a broken rule comes with the ids of its call");
            if (!finished.broken && call.is_batch)
                check_batch(finished.batch->data, call.ids);
            else if (!finished.broken)
                require(!finished.data.id() || finished.data.id() == call.ids.front(), "a call gets its own answer");
            open_.erase(found);
            ++finished_;
        }
        for (auto& each : came.unasked)
            require(each.kind == message_kind::stranger || each.message.method.has_value(),
                    "a message of the server has a method");
    }

    static void check_batch(const std::vector<rpc::response_data>& answers, const std::vector<rpc::id>& ids)
    {
        require(answers.size() == ids.size(), "a batch gets an answer or a hole for each request");
        for (std::size_t i = 0; i != ids.size(); ++i)
        {
            require(answers[i].id() == ids[i], "the answers to a batch are in the order of its requests");
            to_string(answers[i]);
        }
    }

    rpc::statistics counters_;
    rpc::detail::multiplexer mux_{counters_};
    std::map<slot, open_call> open_;
    std::size_t most_ = 0;
    std::size_t made_ = 0;
    std::size_t finished_ = 0;
    std::size_t given_up_ = 0;
};

} // namespace

void multiplexer(std::string_view bytes)
{
    account calls;
    for (input events(bytes); !events.empty();)
    {
        calls.take(input(events.line()));
        calls.check();
    }
    calls.end();
}

} // namespace test::fuzz
