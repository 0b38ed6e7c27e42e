//! Makes a program of a seed: the same one on every platform.

use super::form::{
    Act, Block, CONDITIONS, Callback, Class, Delay, EVENTS, FUTURES, Given, Handler, Holds, LOCKS, Look, Manager,
    Program, QUEUES, Ref, SEMAPHORES, Statement, Waits, When,
};

/// How many slots there are of each; of tasks, gathers and shields, for each body.
const SLOTS: u32 = 4;
const SLOTS_OF_BODY: u32 = 2;
const MOST_BODIES: usize = 5;
const MOST_DEPTH: usize = 3;

/// The delays that occur, in tenths of a millisecond: some fall into one turn of the loop, some lie on its limits.
const DELAYS: [u32; 10] = [0, 3, 6, 9, 10, 12, 15, 20, 21, 30];

/// The program of a seed.
pub(crate) fn program(seed: u64) -> Program {
    let mut random = Random(seed);
    let focus = Focus::of(&mut random);
    let bodies = 2 + random.below(MOST_BODIES - 1);
    let mut maker = Maker { random, focus, number: 0, budget: 0, bodies, known: Known::default() };
    let bodies = (0..maker.bodies).map(|index| maker.body(index)).collect();
    Program { seed, bodies }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        let below = self.next() % end as u64;
        usize::try_from(below).unwrap_or(0)
    }

    fn below_u32(&mut self, end: u32) -> u32 {
        u32::try_from(self.below(end as usize)).unwrap_or(0)
    }

    /// True `percent` times of a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// The slots that something was put into, further up.
#[derive(Default)]
struct Known {
    tasks: Vec<u32>,
    shields: Vec<u32>,
    gathers: Vec<u32>,
    groups: Vec<u32>,
    limits: Vec<u32>,
    handles: Vec<u32>,
    callbacks: Vec<u32>,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
struct Place {
    body: usize,
    depth: usize,
    in_handler: bool,
    is_callback: bool,
    /// The innermost task group, and the innermost timeout.
    group: Option<u32>,
    limit: Option<u32>,
    /// The condition whose lock is held.
    held: Option<usize>,
}

impl Place {
    fn inside(self) -> Place {
        Place { depth: self.depth + 1, ..self }
    }
}

/// What a program is mostly about: where all are about everything, few meet at one lock.
#[derive(Clone, Copy)]
enum Focus {
    Everything,
    Holds(Holds),
    Condition(usize),
    Queue(usize),
    Event(usize),
    Barrier,
    Group,
    Several,
}

impl Focus {
    fn of(random: &mut Random) -> Focus {
        match random.below(10) {
            0..=2 => Focus::Everything,
            3 => Focus::Holds(Holds::Lock(random.below(LOCKS))),
            4 => Focus::Holds(Holds::Semaphore(random.below(SEMAPHORES))),
            5 => Focus::Condition(random.below(CONDITIONS)),
            6..=7 => Focus::Queue(random.below(QUEUES)),
            8 if random.chance(50) => Focus::Event(random.below(EVENTS)),
            8 => Focus::Barrier,
            9 if random.chance(60) => Focus::Group,
            _ => Focus::Several,
        }
    }
}

struct Maker {
    random: Random,
    focus: Focus,
    number: u32,
    /// How many statements may still be made.
    budget: usize,
    bodies: usize,
    known: Known,
}

impl Maker {
    fn number(&mut self) -> u32 {
        self.number += 1;
        self.number
    }

    fn body(&mut self, body: usize) -> Block {
        let place =
            Place { body, depth: 0, in_handler: false, is_callback: false, group: None, limit: None, held: None };
        let mut statements = Vec::new();
        if body == 0 {
            self.begin(&mut statements);
        }
        self.budget = if body == 0 { 8 } else { 4 } + self.random.below(12);
        if body > 0
            && self.random.chance(60)
            && let Some(waits) = self.waits_in_focus(place)
        {
            let waits = Statement::Await(self.number(), waits);
            statements.push(self.tried([waits].into()));
        }
        while self.budget > 0 {
            let from = statements.len();
            self.statement(place, &mut statements);
            // Most go on after what one statement raises.
            if self.random.chance(65) {
                let tried: Block = statements.drain(from..).collect();
                statements.push(self.tried(tried));
            }
        }
        if self.random.chance(30) {
            statements.push(Statement::Return(self.small()));
        }
        statements.into()
    }

    /// What the main body begins with, so that there is something to meet: tasks, and timers that let some go on who wait.
    fn begin(&mut self, statements: &mut Vec<Statement>) {
        for body in (1..self.bodies).chain(1..self.bodies) {
            if self.random.chance(60) {
                let act = Act::Create(self.task_slot(body), body);
                statements.push(Statement::Do(self.number(), act));
            }
        }
        for _ in 0..self.random.below(6) {
            let act = match self.random.below(12) {
                8..=11 => Act::Cancel(self.any_ref(), self.random.chance(50).then(|| self.small())),
                0..=3 => Act::SetResult(Ref::Future(self.random.below_u32(FUTURES)), self.small()),
                4 => Act::EventSet(self.random.below(EVENTS)),
                5 => Act::PutNowait(self.random.below(QUEUES), self.small()),
                6 => Act::GetNowait(self.random.below(QUEUES)),
                _ => Act::TaskDone(self.random.below(QUEUES)),
            };
            let callback = Callback { number: self.number(), act: Box::new(act) };
            let timer = Act::CallLater(self.handle_slot(), self.delay(), callback);
            statements.push(Statement::Do(self.number(), timer));
        }
    }

    fn block(&mut self, place: Place, most: usize) -> Block {
        let mut statements = Vec::new();
        for _ in 0..1 + self.random.below(most) {
            self.statement(place, &mut statements);
        }
        statements.into()
    }

    fn statement(&mut self, place: Place, statements: &mut Vec<Statement>) {
        self.budget = self.budget.saturating_sub(1);
        if self.random.chance(8)
            && let Some(wakes) = self.act_in_focus(place)
        {
            // Who is woken is cancelled before it goes on.
            let (first, cancels) = (self.random.chance(80), Act::Cancel(self.any_ref(), None));
            let acts = if first { [wakes, cancels] } else { [cancels, wakes] };
            for act in acts {
                statements.push(Statement::Do(self.number(), act));
            }
            return;
        }
        let may_nest = place.depth < MOST_DEPTH && self.budget > 0;
        let statement = match self.random.below(100) {
            0..=17 if may_nest => self.try_block(place),
            18..=29 if may_nest => self.with(place),
            30..=32 if may_nest => Statement::Repeat(2 + self.random.below_u32(2), self.block(place.inside(), 2)),
            33..=35 if may_nest => {
                let look = self.truth(place);
                let then = self.block(place.inside(), 2);
                let otherwise = if self.random.chance(40) { self.block(place.inside(), 2) } else { Block::default() };
                Statement::If(look, then, otherwise)
            }
            36..=37 if may_nest => {
                let (class, body) = (self.class_to_catch(), self.block(place.inside(), 3));
                Statement::TryStar { body, class, number: self.number() }
            }
            38..=40 if place.depth > 0 => Statement::Raise(self.class_to_raise(), self.number()),
            41..=43 if place.in_handler => Statement::Reraise,
            44 if place.depth > 0 => Statement::Return(self.small()),
            45..=46 => {
                let of = self.plain_refs(place);
                Statement::AsCompleted(self.number(), of, self.timeout())
            }
            47..=71 => Statement::Await(self.number(), self.waits(place)),
            _ => {
                let act = self.act(place);
                Statement::Do(self.number(), act)
            }
        };
        statements.push(statement);
    }

    fn tried(&mut self, body: Block) -> Statement {
        let class = if self.random.chance(50) { Class::Exception } else { Class::BaseException };
        let handlers = vec![Handler { class, number: self.number(), body: Block::default() }];
        Statement::Try { body, handlers, last: None }
    }

    fn try_block(&mut self, place: Place) -> Statement {
        let inside = place.inside();
        let body = self.block(inside, 3);
        let has_last = self.random.chance(40);
        let handlers = match self.random.below(10) {
            0..=1 if has_last => 0,
            2..=8 => 1,
            _ => 2,
        };
        let handlers = (0..handlers)
            .map(|_| {
                let (class, number) = (self.class_to_catch(), self.number());
                let body = self.block(Place { in_handler: true, ..inside }, 2);
                Handler { class, number, body }
            })
            .collect::<Vec<_>>();
        let has_last = has_last || handlers.is_empty();
        let last = has_last.then(|| self.block(Place { in_handler: false, ..inside }, 2));
        Statement::Try { body, handlers, last }
    }

    fn with(&mut self, place: Place) -> Statement {
        let mut inside = place.inside();
        let kind = match self.focus {
            Focus::Holds(_) | Focus::Condition(_) => 5 + self.random.below(5),
            Focus::Group => self.random.below(6),
            _ => self.random.below(10),
        };
        let manager = match kind {
            0..=2 => {
                let slot = self.slot();
                self.known.limits.push(slot);
                inside.limit = Some(slot);
                Manager::Timeout(slot, self.timeout())
            }
            3..=5 => {
                let slot = self.slot();
                self.known.groups.push(slot);
                inside.group = Some(slot);
                Manager::Group(slot)
            }
            _ => {
                let holds = self.holds();
                if let Holds::Condition(condition) = holds {
                    inside.held = Some(condition);
                }
                Manager::Holds(holds)
            }
        };
        Statement::With(manager, self.block(inside, 4))
    }

    fn waits(&mut self, place: Place) -> Waits {
        if let Some(held) = place.held
            && self.random.chance(40)
        {
            return self.waits_for_condition(held);
        }
        if self.random.chance(45)
            && let Some(waits) = self.waits_in_focus(place)
        {
            return waits;
        }
        match self.random.below(100) {
            0..=24 => {
                let result = self.random.chance(30).then(|| self.small());
                Waits::Sleep(self.delay(), result)
            }
            25..=44 => Waits::Ref(self.ref_to_wait_for(place)),
            45..=49 => self.call(place).map_or(Waits::Sleep(Delay(0), None), Waits::Call),
            50..=56 => {
                let given = self.several(place);
                Waits::Gather(given, self.random.chance(40))
            }
            57..=65 => Waits::WaitFor(self.given(place), self.timeout()),
            66..=70 => Waits::Shield(self.given(place)),
            71..=76 => {
                let when = [When::FirstCompleted, When::FirstException, When::AllCompleted];
                Waits::Wait(self.plain_refs(place), self.timeout(), self.random.one_of(&when))
            }
            77..=80 => Waits::Acquire(self.holds()),
            81..=83 => Waits::Event(self.random.below(EVENTS)),
            84 => {
                let condition = self.random.below(CONDITIONS);
                self.waits_for_condition(condition)
            }
            85..=88 => Waits::Put(self.random.below(QUEUES), self.small()),
            89..=92 => Waits::Get(self.random.below(QUEUES)),
            93..=94 => Waits::Join(self.random.below(QUEUES)),
            95..=97 => Waits::Barrier,
            98 => Waits::BarrierReset,
            _ => Waits::BarrierAbort,
        }
    }

    fn waits_in_focus(&mut self, place: Place) -> Option<Waits> {
        let first = self.random.chance(50);
        Some(match self.focus {
            Focus::Everything => return None,
            Focus::Holds(holds) if first => Waits::Acquire(holds),
            Focus::Condition(condition) if first => Waits::Acquire(Holds::Condition(condition)),
            Focus::Holds(_) | Focus::Condition(_) => Waits::Sleep(self.delay(), None),
            Focus::Queue(queue) if first => Waits::Put(queue, self.small()),
            Focus::Queue(queue) => Waits::Get(queue),
            Focus::Event(event) => Waits::Event(event),
            Focus::Barrier => Waits::Barrier,
            Focus::Group => Waits::Ref(self.plain_ref(place)),
            Focus::Several => match self.random.below(4) {
                0 => Waits::Gather(self.several(place), first),
                1 => Waits::WaitFor(self.given(place), self.timeout()),
                2 => Waits::Shield(self.given(place)),
                _ => Waits::Wait(self.plain_refs(place), self.timeout(), When::FirstException),
            },
        })
    }

    fn act_in_focus(&mut self, place: Place) -> Option<Act> {
        let first = self.random.chance(50);
        Some(match self.focus {
            Focus::Everything => return None,
            Focus::Holds(holds) if first => Act::Release(holds),
            Focus::Holds(holds) => Act::Look(Look::Locked(holds)),
            Focus::Condition(condition) => self.notifies(condition),
            Focus::Queue(queue) => match self.random.below(4) {
                0 => Act::PutNowait(queue, self.small()),
                1 => Act::GetNowait(queue),
                2 => Act::TaskDone(queue),
                _ => Act::Look(Look::Size(queue)),
            },
            Focus::Event(event) if first => Act::EventSet(event),
            Focus::Event(event) => Act::EventClear(event),
            Focus::Barrier => Act::Look(if first { Look::Waiting } else { Look::Broken }),
            Focus::Group if first && !place.is_callback => Act::CancelSelf(None),
            Focus::Group => self.create_in_any(place),
            Focus::Several if first => self.start_gather(place),
            Focus::Several => self.start_shield(place),
        })
    }

    fn waits_for_condition(&mut self, condition: usize) -> Waits {
        if self.random.chance(60) { Waits::Condition(condition) } else { Waits::ConditionFor(condition, self.small()) }
    }

    fn act(&mut self, place: Place) -> Act {
        if let Some(group) = place.group
            && self.random.chance(40)
            && let Some(body) = self.call(place)
        {
            return Act::CreateIn(group, self.task_slot(body), body);
        }
        if let Some(held) = place.held
            && self.random.chance(30)
        {
            return self.notifies(held);
        }
        if self.random.chance(25)
            && let Some(act) = self.act_in_focus(place)
        {
            return act;
        }
        if !place.is_callback && self.random.chance(12) {
            return self.act_on_self(place);
        }
        match self.random.below(100) {
            0..=11 => self.create(place),
            12..=13 => self.create_in_any(place),
            14..=16 => self.start_gather(place),
            17..=19 => self.start_shield(place),
            20 => Act::NewFuture(self.random.below_u32(FUTURES)),
            21..=36 => {
                let message = self.random.chance(50).then(|| self.small());
                Act::Cancel(self.any_ref(), message)
            }
            37..=41 => Act::SetResult(self.ref_to_set(), self.small()),
            42..=44 => Act::SetException(self.ref_to_set(), self.class_to_raise(), self.number()),
            45..=46 => Act::Result(self.any_ref()),
            47 => Act::Exception(self.any_ref()),
            48..=50 => Act::EventSet(self.random.below(EVENTS)),
            51 => Act::EventClear(self.random.below(EVENTS)),
            52..=53 => {
                let condition = self.random.below(CONDITIONS);
                self.notifies(condition)
            }
            54..=56 => Act::PutNowait(self.random.below(QUEUES), self.small()),
            57..=58 => Act::GetNowait(self.random.below(QUEUES)),
            59..=60 => Act::TaskDone(self.random.below(QUEUES)),
            61..=63 => Act::Release(self.holds()),
            64..=66 => Act::CallSoon(self.handle_slot(), self.callback(place)),
            67..=69 => Act::CallLater(self.handle_slot(), self.delay(), self.callback(place)),
            70..=71 => Act::CallAt(self.handle_slot(), self.delay(), self.callback(place)),
            72 => {
                let slot = self.random.below_u32(SLOTS);
                Act::CancelHandle(pick(&mut self.random, &self.known.handles).unwrap_or(slot))
            }
            73..=76 => {
                let (of, callback, slot) = (self.any_ref(), self.callback(place), self.slot());
                self.known.callbacks.push(slot);
                Act::AddDone(of, slot, callback)
            }
            77 => {
                let slot = self.random.below_u32(SLOTS);
                Act::RemoveDone(self.any_ref(), pick(&mut self.random, &self.known.callbacks).unwrap_or(slot))
            }
            78 => Act::SetVar(self.small()),
            79 => Act::UncancelTask(pick(&mut self.random, &self.known.tasks).unwrap_or(0)),
            80..=82 => Act::Count,
            _ => Act::Look(self.look(place)),
        }
    }

    /// What needs a task.
    fn act_on_self(&mut self, place: Place) -> Act {
        match (self.random.below(10), place.limit) {
            (0..=3, _) => Act::CancelSelf(self.random.chance(50).then(|| self.small())),
            (4..=5, _) => Act::Uncancel,
            (6..=7, Some(limit)) => Act::Reschedule(limit, self.timeout()),
            _ => Act::Look(Look::CancellingSelf),
        }
    }

    fn callback(&mut self, place: Place) -> Callback {
        // Its depth keeps callbacks in callbacks few.
        let inside = Place {
            depth: place.depth + 1,
            in_handler: false,
            is_callback: true,
            group: None,
            limit: None,
            held: None,
            ..place
        };
        let number = self.number();
        let mut act = self.act(inside);
        let calls =
            |act: &Act| matches!(act, Act::CallSoon(..) | Act::CallLater(..) | Act::CallAt(..) | Act::AddDone(..));
        if place.depth >= MOST_DEPTH && calls(&act) {
            act = Act::Count;
        }
        Callback { number, act: Box::new(act) }
    }

    fn notifies(&mut self, condition: usize) -> Act {
        if self.random.chance(60) {
            Act::Notify(condition, 1 + self.random.below(2))
        } else {
            Act::NotifyAll(condition)
        }
    }

    fn create(&mut self, place: Place) -> Act {
        match self.call(place) {
            Some(body) => Act::Create(self.task_slot(body), body),
            None => Act::Count,
        }
    }

    fn create_in_any(&mut self, place: Place) -> Act {
        let (body, group) = (self.call(place), pick(&mut self.random, &self.known.groups));
        match (body, group) {
            (Some(body), Some(group)) => Act::CreateIn(group, self.task_slot(body), body),
            _ => Act::Count,
        }
    }

    fn start_gather(&mut self, place: Place) -> Act {
        let (given, slot) = (self.several(place), self.slot_of(place.body));
        self.known.gathers.push(slot);
        Act::StartGather(slot, given, self.random.chance(40))
    }

    fn start_shield(&mut self, place: Place) -> Act {
        let (mut given, slot) = (self.given(place), self.slot_of(place.body));
        if matches!(given, Given::Gather(..) | Given::Ref(Ref::Gather(_))) {
            given = Given::Ref(self.plain_ref(place));
        }
        self.known.shields.push(slot);
        Act::StartShield(slot, given)
    }

    /// A coroutine that comes later.
    fn call(&mut self, place: Place) -> Option<usize> {
        let first = place.body + 1;
        (first < self.bodies).then(|| first + self.random.below(self.bodies - first))
    }

    /// What one thing may be.
    fn given(&mut self, place: Place) -> Given {
        match self.random.below(10) {
            0 => Given::Gather(self.several(place), self.random.chance(40)),
            1 => Given::Ref(self.ref_to_wait_for(place)),
            _ => self.plain_given(place),
        }
    }

    fn plain_given(&mut self, place: Place) -> Given {
        match self.random.below(10) {
            0..=3 => self.call(place).map_or_else(|| Given::Ref(self.plain_ref(place)), Given::Call),
            4..=5 => Given::Sleep(self.delay(), self.small()),
            _ => Given::Ref(self.plain_ref(place)),
        }
    }

    fn several(&mut self, place: Place) -> Vec<Given> {
        let count = if self.random.chance(5) { 0 } else { 1 + self.random.below(3) };
        (0..count).map(|_| self.plain_given(place)).collect()
    }

    fn plain_refs(&mut self, place: Place) -> Vec<Ref> {
        (0..1 + self.random.below(3)).map(|_| self.plain_ref(place)).collect()
    }

    /// What has one value, and may be waited for here: no task waits for one that may wait for it, since who cancels such a ring never
    /// ends. So a body waits for later ones' tasks, and for what was made of those here or in later ones.
    fn plain_ref(&mut self, place: Place) -> Ref {
        self.plain_ref_from(u32::try_from(place.body).unwrap_or(0))
    }

    fn plain_ref_from(&mut self, body: u32) -> Ref {
        let future = self.random.below_u32(FUTURES);
        let (known, from) = match self.random.below(10) {
            0..=5 => (&self.known.tasks, (body + 1) * SLOTS_OF_BODY),
            6..=7 => (&self.known.shields, body * SLOTS_OF_BODY),
            _ => return Ref::Future(future),
        };
        let known: Vec<u32> = known.iter().copied().filter(|slot| *slot >= from).collect();
        match pick(&mut self.random, &known) {
            Some(slot) if from > body * SLOTS_OF_BODY => Ref::Task(slot),
            Some(slot) => Ref::Shield(slot),
            None => Ref::Future(future),
        }
    }

    fn ref_to_wait_for(&mut self, place: Place) -> Ref {
        self.ref_from(u32::try_from(place.body).unwrap_or(0))
    }

    fn ref_from(&mut self, body: u32) -> Ref {
        if self.random.chance(20) {
            let known: Vec<u32> =
                self.known.gathers.iter().copied().filter(|slot| *slot >= body * SLOTS_OF_BODY).collect();
            if let Some(slot) = pick(&mut self.random, &known) {
                return Ref::Gather(slot);
            }
        }
        self.plain_ref_from(body)
    }

    /// Anything, to look at or to cancel; now and then a slot that is empty.
    fn any_ref(&mut self) -> Ref {
        if self.random.chance(2) { Ref::Task(self.slot_of(self.bodies)) } else { self.ref_from(0) }
    }

    /// A future, or now and then what takes no result.
    fn ref_to_set(&mut self) -> Ref {
        if self.random.chance(20) { self.plain_ref_from(0) } else { Ref::Future(self.random.below_u32(FUTURES)) }
    }

    fn slot(&mut self) -> u32 {
        self.random.below_u32(SLOTS)
    }

    /// One that a body has, of what is made of its coroutine or in it.
    fn slot_of(&mut self, body: usize) -> u32 {
        u32::try_from(body).unwrap_or(0) * SLOTS_OF_BODY + self.random.below_u32(SLOTS_OF_BODY)
    }

    fn task_slot(&mut self, body: usize) -> u32 {
        let slot = self.slot_of(body);
        self.known.tasks.push(slot);
        slot
    }

    fn handle_slot(&mut self) -> u32 {
        let slot = self.slot();
        self.known.handles.push(slot);
        slot
    }

    fn holds(&mut self) -> Holds {
        match self.focus {
            Focus::Holds(holds) if self.random.chance(75) => return holds,
            Focus::Condition(condition) if self.random.chance(75) => return Holds::Condition(condition),
            _ => {}
        }
        match self.random.below(3) {
            0 => Holds::Lock(self.random.below(LOCKS)),
            1 => Holds::Semaphore(self.random.below(SEMAPHORES)),
            _ => Holds::Condition(self.random.below(CONDITIONS)),
        }
    }

    fn truth(&mut self, place: Place) -> Look {
        match self.random.below(9) {
            0..=2 => Look::Done(self.any_ref()),
            3 => Look::Cancelled(self.any_ref()),
            4 => Look::Locked(self.holds()),
            5 => Look::IsSet(self.random.below(EVENTS)),
            6 => Look::Empty(self.random.below(QUEUES)),
            7 => Look::Full(self.random.below(QUEUES)),
            _ => match place.limit {
                Some(limit) => Look::Expired(limit),
                None => Look::Broken,
            },
        }
    }

    fn look(&mut self, place: Place) -> Look {
        match self.random.below(10) {
            0..=3 => self.truth(place),
            4 => Look::Cancelling(pick(&mut self.random, &self.known.tasks).unwrap_or(0)),
            5 => Look::Size(self.random.below(QUEUES)),
            6 => Look::Waiting,
            7 => Look::Var,
            8 => match pick(&mut self.random, &self.known.handles) {
                Some(handle) => Look::HandleCancelled(handle),
                None => Look::CountedTo,
            },
            _ => Look::Tasks,
        }
    }

    fn class_to_raise(&mut self) -> Class {
        let common = [Class::Value, Class::Key, Class::Own, Class::Cancelled, Class::Timeout, Class::Runtime];
        match self.random.below(12) {
            0 => Class::OwnBase,
            1 => Class::StopIteration,
            _ => self.random.one_of(&common),
        }
    }

    fn class_to_catch(&mut self) -> Class {
        let all = [
            Class::BaseException,
            Class::BaseException,
            Class::Exception,
            Class::Exception,
            Class::Cancelled,
            Class::Cancelled,
            Class::Timeout,
            Class::Value,
            Class::Key,
            Class::Runtime,
            Class::InvalidState,
        ];
        self.random.one_of(&all)
    }

    fn delay(&mut self) -> Delay {
        Delay(if self.random.chance(30) { 0 } else { self.random.one_of(&DELAYS) })
    }

    fn timeout(&mut self) -> Option<Delay> {
        self.random.chance(80).then(|| self.delay())
    }

    fn small(&mut self) -> i64 {
        i64::from(self.random.below_u32(5))
    }
}

/// One of those that are known, most times.
fn pick(random: &mut Random, known: &[u32]) -> Option<u32> {
    (!known.is_empty() && random.chance(95)).then(|| random.one_of(known))
}
